import ArgumentParser
import Steno

/// `steno jobs cancel`.
struct JobsCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End jobs that are queued or running.",
        discussion: "A job that has ended stays as it is."
    )

    @OptionGroup
    var jobs: JobsArguments

    @Argument(help: .init("The ids of the jobs.", valueName: "id"))
    var ids: [String]

    func run() async throws {
        let console = jobs.console
        try await console.exiting {
            let provider = try jobs.access(console).provider()
            try await console.each(ids) { id in
                let job = try await provider.cancel(JobID(rawValue: id))
                console.note("\(id): \(job.status)")
            }
        }
    }
}
