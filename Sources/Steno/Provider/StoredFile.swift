public import Foundation

/// Audio that a provider keeps until it is deleted, whatever becomes of the jobs made of it.
public struct StoredFile: Sendable, Hashable, Identifiable {
    /// The provider's id of the file, for ``AudioSource/stored(id:)``.
    public var id: String
    /// Who keeps it.
    public var provider: ProviderID
    /// The file's name.
    public var name: String?
    /// The file's length in bytes.
    public var size: Int64?
    /// When it was uploaded.
    public var createdAt: Date?
    /// The caller's own name for it.
    public var clientReference: String?

    /// Describes a file.
    public init(
        id: String,
        provider: ProviderID,
        name: String? = nil,
        size: Int64? = nil,
        createdAt: Date? = nil,
        clientReference: String? = nil
    ) {
        self.id = id
        self.provider = provider
        self.name = name
        self.size = size
        self.createdAt = createdAt
        self.clientReference = clientReference
    }
}
