/// Where a job is in its life.
public enum JobStatus: Sendable, Hashable {
    /// Accepted, not begun.
    case queued
    /// Being transcribed.
    case running
    /// Done; the transcript can be had.
    case completed
    /// Ended without a transcript; the job's failure says why.
    case failed
    /// Ended because someone asked for it.
    case cancelled
    /// A word this version does not know, as it came. It is not terminal: a new state between two known ones must not be
    /// taken for an end.
    case unknown(String)

    /// Whether the job has ended: completed, failed or cancelled.
    public var isTerminal: Bool {
        switch self {
        case .completed, .failed, .cancelled: true
        case .queued, .running, .unknown: false
        }
    }
}

/// The JSON form is the status's name as a string; any other string is ``unknown(_:)``.
extension JobStatus: RawRepresentable, Codable, CustomStringConvertible {
    /// Reads a status's name.
    public init(rawValue: String) {
        switch rawValue {
        case "queued": self = .queued
        case "running": self = .running
        case "completed": self = .completed
        case "failed": self = .failed
        case "cancelled": self = .cancelled
        default: self = .unknown(rawValue)
        }
    }

    /// The status's name.
    public var rawValue: String {
        switch self {
        case .queued: "queued"
        case .running: "running"
        case .completed: "completed"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .unknown(let name): name
        }
    }

    /// The status's name.
    public var description: String { rawValue }
}
