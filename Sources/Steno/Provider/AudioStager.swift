public import Foundation

/// Puts local audio where a provider that takes only URLs can fetch it.
///
/// A stager is given to the configuration of such a provider, which stages a file or bytes before it creates the job, and
/// removes what was staged once it sees the job ended, or when the job was not created.
///
/// The provider remembers what is staged only while the program runs. Let the storage itself delete old audio too: the
/// program may be restarted before the job ends.
public protocol AudioStager: Sendable {
    /// Copies audio to where it can be fetched over https without credentials.
    ///
    /// - Parameter audio: A file on this machine or bytes in memory: ``AudioSource/file(_:)`` or
    ///   ``AudioSource/data(_:name:)``. A file should be read as it is sent, never whole in memory.
    /// - Returns: Where it can be fetched, for as long as a job may take to begin.
    /// - Throws: ``TranscriptionError``; `invalidAudio` where the file cannot be read.
    func stage(_ audio: AudioSource) async throws -> StagedAudio

    /// Removes staged audio. Removing what is gone already succeeds.
    ///
    /// - Throws: ``TranscriptionError``.
    func remove(_ audio: StagedAudio) async throws
}

/// Local audio that was put where a provider can fetch it.
public struct StagedAudio: Sendable, Hashable, Codable {
    /// Where the provider fetches it; usually signed, so treat it as a secret.
    public var url: URL
    /// The stager's own name for it, to remove it by.
    public var id: String

    /// Describes staged audio.
    public init(url: URL, id: String) {
        self.url = url
        self.id = id
    }
}
