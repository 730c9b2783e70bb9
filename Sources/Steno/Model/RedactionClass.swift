/// A class of information to remove from the transcript.
///
/// Providers have classes of their own beside these.
public struct RedactionClass: OpenName {
    /// Personal information: names, addresses, numbers that identify a person.
    public static let personal: Self = "pii"
    /// Health information.
    public static let health: Self = "phi"
    /// Payment card information.
    public static let payment: Self = "pci"

    /// The class's name on the wire.
    public let rawValue: String

    /// Wraps a name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}
