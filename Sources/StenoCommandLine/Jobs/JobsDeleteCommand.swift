import ArgumentParser
import Steno
import StenoProviders

/// `steno jobs delete`.
struct JobsDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete jobs and their transcripts from the service.",
        discussion: "Deleting a job that is gone already is no error."
    )

    @OptionGroup
    var jobs: JobsArguments

    @Flag(help: "Delete the audio uploaded for each job too, where the service keeps it by itself.")
    var audio = false

    @Argument(help: .init("The ids of the jobs.", valueName: "id"))
    var ids: [String]

    func run() async throws {
        let console = jobs.console
        try await console.exiting {
            var settings = CloudSettings()
            settings.deletesUploads = audio
            let provider = try jobs.access(console).provider(settings)
            try await console.each(ids) { id in
                try await provider.delete(JobID(rawValue: id))
                console.note("deleted \(id)")
            }
        }
    }
}
