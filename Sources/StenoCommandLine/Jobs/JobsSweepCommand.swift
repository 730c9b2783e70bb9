import ArgumentParser
import Foundation
import Steno

/// `steno jobs sweep`.
struct JobsSweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Delete old jobs that were left behind.",
        usage: "steno jobs sweep --provider <name> --older-than <age> [<options>]",
        discussion: """
            Deletes the jobs that ended longer ago than --older-than says, the oldest first, with a pause after each. \
            Where a service doesn't tell when a job ended, its creation counts. Jobs that have not ended and jobs \
            without a date are kept and told of. One that can't be deleted doesn't stop the others.

            EXAMPLES:
              steno jobs sweep --provider soniox --older-than 7d --audio --dry-run
              steno jobs sweep --provider soniox --older-than 7d --audio
              steno jobs sweep --provider transcripts --older-than 12h --json
            """
    )

    @OptionGroup
    var jobs: JobsArguments

    @Option(
        help: .init("How old a job must be: minutes, hours or days, as 90m, 12h or 7d.", valueName: "age"),
        transform: Age.parse
    )
    var olderThan: Duration

    @Flag(help: "Delete nothing, and show what would be.")
    var dryRun = false

    @Flag(
        help: """
            Delete old uploaded audio too that no job refers to, where the service keeps it by itself. That is also audio \
            which is kept on purpose, to be transcribed again.
            """
    )
    var audio = false

    @Flag(help: "Delete jobs too that have not ended.")
    var includeRunning = false

    @Option(help: .init("The most deletions in a second.", valueName: "n"))
    var rate = 2.0

    @Flag(help: "Write one JSON object for each job or file, a line each.")
    var json = false

    func validate() throws {
        guard rate > 0, rate <= 100 else { throw ValidationError("--rate is more than 0 and at most 100.") }
    }

    func run() async throws {
        let console = jobs.console
        try await console.exiting {
            let policy = SweepPolicy(
                olderThan: olderThan,
                includesUnfinishedJobs: includeRunning,
                includesFiles: audio,
                deletionsPerSecond: rate,
                isDryRun: dryRun
            )
            let findings = try jobs.access(console).provider().sweep(policy)
            var tally = SweepTally()
            do {
                for try await finding in findings {
                    tally.add(finding)
                    try show(finding, on: console)
                }
            } catch {
                if !tally.isEmpty { console.note(tally.text) }
                throw error
            }
            console.note(tally.text)
            if let code = tally.exitCode { throw code }
        }
    }

    private func show(_ finding: SweepFinding, on console: Console) throws {
        let line = SweepLine(finding)
        if json {
            try console.write(JSONEncoder.steno.encode(line) + Data("\n".utf8))
        } else {
            try console.write(line: line.text)
        }
        if case .failed(let error) = finding.outcome { console.say("\(line.id): \(console.explanation(of: error))") }
    }
}
