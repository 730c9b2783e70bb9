public import Foundation

/// A job of a simulator that has ended.
public struct EndedJob: Sendable, Hashable, Codable {
    /// Its id.
    public var id: String
    /// When it ended, by the simulator's clock.
    public var ended: Date
}
