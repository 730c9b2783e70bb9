import ArgumentParser
import Foundation
import Steno

/// `steno jobs wait`.
struct JobsWaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait for jobs and print their transcripts.",
        discussion: """
            Takes jobs up again that were submitted before, by whatever program. A job that has ended is read at once. \
            Formats, --json and exit codes are those of `steno transcribe`.
            """
    )

    @Option(name: [.short, .long], help: .init("The cloud service.", valueName: "name"))
    var provider: CloudServiceArgument

    @Flag(help: "Delete each job, and the audio uploaded for it, when its transcript is written.")
    var deleteJob = false

    @OptionGroup(title: "Result")
    var output: OutputArguments

    @Argument(help: .init("The ids of the jobs.", valueName: "id"))
    var ids: [String]

    func validate() throws {
        guard !ids.contains("") else { throw ValidationError("A job's id is empty.") }
        try output.validate(results: ids.count)
        if deleteJob { try provider.service.validateDeletion() }
    }

    func run() async throws {
        let console = Console(isQuiet: output.quiet, showsProgress: Terminal.canRedraw && !output.json)
        let run = TranscribeRun(
            inputs: ids.map { Input(argument: $0, isJob: true) },
            output: output,
            setup: CloudSetup(
                providers: ProviderChoices(.cloud(provider.service)),
                options: .init(),
                deletesJobs: deleteJob,
                filesInHand: ids.count,
                isVerbose: output.verbose,
                console: console
            ),
            console: console
        )
        try await console.exiting { try await run.run() }
    }
}
