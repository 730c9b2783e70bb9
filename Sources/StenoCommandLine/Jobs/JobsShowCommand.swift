import ArgumentParser
import Foundation
import Steno

/// `steno jobs show`.
struct JobsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the state of jobs.",
        discussion: "`steno jobs wait` prints the transcript, also of a job that has ended."
    )

    @OptionGroup
    var jobs: JobsArguments

    @Flag(help: "Write one JSON object for each job, a line each, with all the service told.")
    var json = false

    @Argument(help: .init("The ids of the jobs.", valueName: "id"))
    var ids: [String]

    func run() async throws {
        let console = jobs.console
        try await console.exiting {
            let provider = try jobs.access(console).provider()
            var isFirst = true
            try await console.each(ids) { id in
                let job = try await provider.job(JobID(rawValue: id))
                if json {
                    try console.write(JSONEncoder.steno.encode(job) + Data("\n".utf8))
                } else {
                    try console.write(line: (isFirst ? "" : "\n") + Self.text(of: job))
                }
                isFirst = false
            }
        }
    }

    /// What is known of a job, a line each.
    static func text(of job: TranscriptionJob) -> String {
        var table = TextTable()
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { table.add([name, value]) }
        }
        add("id", job.id.rawValue)
        add("provider", job.provider.rawValue)
        add("status", job.status.rawValue)
        add("progress", job.progress.map { "\(Int(($0 * 100).rounded(.down)))%" })
        add("created", job.createdAt?.formatted(.iso8601))
        add("started", job.startedAt?.formatted(.iso8601))
        add("finished", job.finishedAt?.formatted(.iso8601))
        add("audio", job.audioDuration.map(Figures.seconds))
        add("model", job.model)
        add("reference", job.clientReference)
        for (name, value) in job.metadata.sorted(by: { $0.key < $1.key }) { add("metadata", "\(name)=\(value)") }
        add("cost", job.billing.map { "\($0.amount) \($0.unit)" })
        add("failure", job.failure?.message)
        for warning in job.warnings { add("warning", warning.message) }
        return table.text
    }
}
