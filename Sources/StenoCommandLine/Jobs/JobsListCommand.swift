import ArgumentParser
import Foundation
import Steno

/// `steno jobs list`.
struct JobsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the jobs that a cloud service remembers, newest first."
    )

    @OptionGroup
    var jobs: JobsArguments

    @Option(name: [.short, .long], help: .init("Show so many jobs at most.", valueName: "n"))
    var limit = 20

    @Option(
        help: .init(
            "Show only jobs that are queued, running, completed, failed or cancelled.",
            valueName: "status"
        ),
        transform: { text in
            let status = JobStatus(rawValue: text.lowercased())
            if case .unknown = status {
                throw ValidationError("--status is queued, running, completed, failed or cancelled.")
            }
            return status
        }
    )
    var status: JobStatus?

    @Flag(help: "Write a JSON array.")
    var json = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
    }

    func run() async throws {
        let console = jobs.console
        try await console.exiting {
            let found = try await list(jobs.access(console).provider())
            try show(found.prefix(limit), on: console)
            if found.count > limit { console.note("there are more; --limit shows them") }
        }
    }

    /// The jobs, one more than are shown, if there are.
    private func list(_ provider: any TranscriptionProvider) async throws -> [TranscriptionJob] {
        var found: [TranscriptionJob] = []
        for try await job in provider.jobs(JobQuery(status: status)) {
            found.append(job)
            if found.count > limit { break }
        }
        return found
    }

    private func show(_ jobs: ArraySlice<TranscriptionJob>, on console: Console) throws {
        guard !json else { return try console.write(json: Array(jobs)) }
        guard !jobs.isEmpty else { return console.note("no jobs") }
        var table = TextTable(header: ["ID", "STATUS", "CREATED", "AUDIO", "REFERENCE"])
        for job in jobs {
            table.add([
                job.id.rawValue,
                job.status.rawValue,
                job.createdAt?.formatted(.iso8601) ?? "",
                job.audioDuration.map(Figures.seconds) ?? "",
                job.clientReference ?? "",
            ])
        }
        try console.write(line: table.text)
    }
}
