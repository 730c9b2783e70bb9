import ArgumentParser
import Steno
import StenoProviders

/// What only cloud services have.
struct CloudArguments: ParsableArguments {
    @Flag(
        help: """
            Delete the job, and the audio uploaded for it, when its transcript is written. By default both are kept.
            """
    )
    var deleteJob = false

    @Option(help: .init("Your own name for each job, which the service returns with it.", valueName: "text"))
    var reference: String?

    /// What was given.
    var given: [String] {
        [("--delete-job", deleteJob), ("--reference", reference != nil)].filter(\.1).map(\.0)
    }
}

extension CloudService {
    /// Refuses `--delete-job` where the service cannot.
    func validateDeletion() throws {
        guard capabilities.support(for: .delete) == .unsupported else { return }
        throw ValidationError("\(id) cannot delete a job; leave --delete-job out.")
    }
}
