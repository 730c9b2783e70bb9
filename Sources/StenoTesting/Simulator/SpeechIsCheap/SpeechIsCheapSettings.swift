/// The settings of the simulated SpeechIsCheap.
public struct SpeechIsCheapSettings: Sendable, Hashable {
    /// Whether the path of a create must end in a slash, as it had to before version 2.25.1.
    public var requiresFinalSlash = false
    /// How long the segments of a private job are kept, in simulated time: 12 hours, as documented.
    public var privateLifetime: Duration = .seconds(12 * 3600)
    /// The most bytes an upload may have: 2 GiB.
    public var uploadSize: Int64 = 2 << 30
    /// Whether the webhook of a cancelled job is sent; the documents say it may or may not be.
    public var sendsCancellation = true

    /// The documented settings.
    public init() {}
}
