/// What a caller can tell a ``RoutingProvider`` about a request.
///
/// ```swift
/// request.options.provider.set(RoutingOptions(audioDuration: 3600))
/// ```
public struct RoutingOptions: ProviderOptions {
    /// They are read by every ``RoutingProvider``, whatever its id.
    public static let provider: ProviderID = "routing"

    /// The length of the audio in seconds.
    public var audioDuration: Double?

    /// Describes a request.
    public init(audioDuration: Double? = nil) {
        self.audioDuration = audioDuration
    }
}
