import ArgumentParser
import Foundation
import Steno

/// What `steno jobs sweep` writes for one job or file.
struct SweepLine: Encodable {
    /// `job` or `file`.
    let kind: String
    let id: String
    let provider: ProviderID
    /// `deleted`, `wouldBeDeleted`, `kept` or `failed`.
    let outcome: String
    /// Why it was kept.
    let reason: String?
    let ageSeconds: Int64?
    let createdAt: Date?
    let status: JobStatus?
    let name: String?
    let size: Int64?
    let reference: String?
    let error: JSONLine.Failure?

    init(_ finding: SweepFinding) {
        switch finding.item {
        case .job(let job):
            (kind, id, provider, createdAt) = ("job", job.id.rawValue, job.provider, job.createdAt)
            (status, name, size, reference) = (job.status, nil, nil, job.clientReference)
        case .file(let file):
            (kind, id, provider, createdAt) = ("file", file.id, file.provider, file.createdAt)
            (status, name, size, reference) = (nil, file.name, file.size, file.clientReference)
        }
        ageSeconds = finding.age?.components.seconds
        switch finding.outcome {
        case .deleted: (outcome, reason, error) = ("deleted", nil, nil)
        case .wouldBeDeleted: (outcome, reason, error) = ("wouldBeDeleted", nil, nil)
        case .kept(let why): (outcome, reason, error) = ("kept", why.rawValue, nil)
        case .failed(let failure): (outcome, reason, error) = ("failed", nil, .init(failure))
        }
    }

    /// The line for people: the outcome, what it is, its age, and what is known of it.
    var text: String {
        let words = outcome == "wouldBeDeleted" ? "would delete" : outcome
        let age = ageSeconds.map(Age.text) ?? "no date"
        let details = [status?.rawValue, name, size.map(Figures.bytes), reference, explanation].compactMap { $0 }
        let columns = [words.padded(to: 12), kind.padded(to: 4), id, age.padded(to: 7)] + details
        return columns.joined(separator: "  ").printable
            .replacing("\n", with: " ").replacing("\t", with: " ")
    }

    private var explanation: String? {
        switch reason {
        case SweepFinding.KeptReason.unfinished.rawValue: "has not ended"
        case SweepFinding.KeptReason.inUse.rawValue: "a job refers to it"
        default: nil
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(width - count, 0))
    }
}
