import Foundation
import Steno

/// A job of any of the services, in the words all share.
struct SimulatedJob: Sendable {
    enum Phase: Sendable, Hashable {
        case queued
        case running
        case completed
        case failed
        case cancelled
    }

    enum Result: Sendable {
        case transcript(Transcript)
        case payload(JSONValue)
    }

    struct Failure: Sendable {
        var code: String
        var message: String
    }

    let id: String
    /// Its place in the order of creation.
    let number: Int
    /// The create request, as a JSON object; what came as a form is brought into that shape.
    let request: JSONValue
    let audio: SubmittedAudio
    /// Which key created it, as a hash.
    let owner: String
    let script: JobScript
    let createdAt: Date
    var updatedAt: Date
    var startedAt: Date?
    var endedAt: Date?
    var endedAfter: Duration?
    var phase: Phase = .queued
    var result: Result?
    var failure: Failure?
    /// The status the receiver of its webhook answered last.
    var webhookStatus: Int?

    var isTerminal: Bool { phase != .queued && phase != .running }

    var transcript: Transcript? {
        if case .transcript(let transcript)? = result { transcript } else { nil }
    }

    var payload: JSONValue? {
        if case .payload(let payload)? = result { payload } else { nil }
    }

    /// The seconds of audio, once known.
    var duration: Double? { transcript.map { $0.duration ?? $0.segments.last?.end ?? 0 } }
}
