/// The name of a provider, such as `soniox` or `whisper`; stable, lower case.
public struct ProviderID: OpenName {
    /// The name.
    public let rawValue: String

    /// Wraps a name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// A job's id, as its provider gave it.
///
/// Unique within one provider.
public struct JobID: OpenName {
    /// The id.
    public let rawValue: String

    /// Wraps an id.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}
