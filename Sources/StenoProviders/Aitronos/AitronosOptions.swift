public import Steno

/// What only Aitronos has.
///
/// ```swift
/// options.provider.set(AitronosOptions(organizationID: "org_abc123"))
/// ```
public struct AitronosOptions: ProviderOptions {
    /// The provider these belong to: `aitronos`.
    public static var provider: ProviderID { Aitronos.id }

    /// The organisation that pays for this job, in place of the configuration's.
    public var organizationID: String?
    /// More members of the request body, for what the service has but does not document, such as a priority.
    ///
    /// They go out as they are, unchecked. The documented members cannot be set here.
    public var otherMembers: [String: JSONValue]

    /// Describes the options.
    public init(organizationID: String? = nil, otherMembers: [String: JSONValue] = [:]) {
        self.organizationID = organizationID
        self.otherMembers = otherMembers
    }

    /// Reads the JSON form; a missing member means its default.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        organizationID = try members.decodeIfPresent(String.self, forKey: .organizationID)
        otherMembers = try members.decodeIfPresent([String: JSONValue].self, forKey: .otherMembers) ?? [:]
    }
}

extension RedactionClass {
    /// E-mail addresses, as Aitronos names them.
    public static let email: Self = "email"
    /// Telephone numbers, as Aitronos names them.
    public static let phoneNumber: Self = "phone_number"
    /// United States social security numbers, as Aitronos names them.
    public static let socialSecurityNumber: Self = "ssn"
}

extension SubtitleFormat {
    /// Plain text, which Aitronos makes beside subtitles.
    public static let txt: Self = "txt"
}
