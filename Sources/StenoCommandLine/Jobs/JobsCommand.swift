import ArgumentParser

/// `steno jobs`.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Look after the jobs of a cloud service.",
        discussion: """
            EXAMPLES:
              steno jobs list --provider soniox
              steno jobs show --provider soniox 7f3c2a
              steno jobs wait --provider soniox 7f3c2a --format srt > talk.srt
              steno jobs wait --provider soniox 7f3c2a 81d09e --output transcripts/
              steno jobs cancel --provider speechischeap 7f3c2a
              steno jobs delete --provider soniox --audio 7f3c2a
              steno jobs sweep --provider soniox --older-than 7d --dry-run

            ENVIRONMENT:
            \(CloudKeys.help)
            """,
        subcommands: [
            JobsListCommand.self, JobsShowCommand.self, JobsWaitCommand.self, JobsCancelCommand.self,
            JobsDeleteCommand.self, JobsSweepCommand.self,
        ]
    )
}

/// Whose jobs are meant.
struct JobsArguments: ParsableArguments {
    @Option(name: [.short, .long], help: .init("The cloud service.", valueName: "name"))
    var provider: CloudServiceArgument

    @Flag(name: [.short, .long], help: "Tell nothing on standard error but errors.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Show the log on standard error.")
    var verbose = false

    /// The console of a command without progress.
    var console: Console { Console(isQuiet: quiet, showsProgress: false) }

    /// The service with its key.
    func access(_ console: Console) -> CloudAccess {
        CloudAccess(service: provider.service, isVerbose: verbose, console: console)
    }
}
