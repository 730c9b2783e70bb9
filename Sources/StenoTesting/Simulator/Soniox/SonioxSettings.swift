/// The limits of the simulated Soniox, by default the documented ones.
public struct SonioxSettings: Sendable, Hashable {
    /// The most transcriptions that wait or run.
    public var pendingTranscriptions = 100
    /// The most transcriptions kept, finished ones included.
    public var transcriptions = 2_000
    /// The most files kept.
    public var files = 1_000
    /// The most bytes a file may have: 1 GiB.
    public var fileSize: Int64 = 1 << 30
    /// The most bytes all files may have: 10 GB.
    public var storage: Int64 = 10_000_000_000
    /// The pauses before the second and later attempts at a webhook.
    ///
    /// Documented is only that there are several over a short time; these are an assumption.
    public var webhookPauses: [Duration] = [.seconds(5), .seconds(15), .seconds(45)]

    /// The documented limits.
    public init() {}
}
