public import Foundation

/// Where the audio to transcribe is.
///
/// Which kinds a provider takes is told by ``Capabilities/audioSources``; a kind it does not take is refused before any
/// network call.
public enum AudioSource: Sendable, Hashable {
    /// Audio the provider fetches itself, over https.
    case url(URL)
    /// A file on this machine; a file URL.
    case file(URL)
    /// Audio in memory. The name, when given, tells the provider the container, such as `call.mp3`.
    case data(Data, name: String?)
    /// Audio the provider already stores, by the provider's own id.
    case stored(id: String)

    /// The kinds of source, as ``Capabilities`` lists them.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The source ``AudioSource/url(_:)``.
        case url
        /// The source ``AudioSource/file(_:)``.
        case file
        /// The source ``AudioSource/data(_:name:)``.
        case data
        /// The source ``AudioSource/stored(id:)``.
        case stored
    }

    /// Which kind of source this is.
    public var kind: Kind {
        switch self {
        case .url: .url
        case .file: .file
        case .data: .data
        case .stored: .stored
        }
    }
}

/// The JSON form is an object with one member: `{"url": "https://…"}`, `{"file": "/path"}`,
/// `{"data": {"base64": "…", "name": "…"}}` or `{"stored": "id"}`.
extension AudioSource: Codable {
    private struct InMemory: Codable {
        var base64: Data
        var name: String?
    }

    /// Reads the JSON form.
    ///
    /// - Throws: `DecodingError` when no known member is present.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Kind.self)
        if let url = try members.decodeIfPresent(URL.self, forKey: .url) {
            self = .url(url)
        } else if let path = try members.decodeIfPresent(String.self, forKey: .file) {
            self = .file(URL(filePath: path, directoryHint: .notDirectory))
        } else if let data = try members.decodeIfPresent(InMemory.self, forKey: .data) {
            self = .data(data.base64, name: data.name)
        } else if let id = try members.decodeIfPresent(String.self, forKey: .stored) {
            self = .stored(id: id)
        } else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: members.codingPath, debugDescription: "no url, file, data or stored member")
            )
        }
    }

    /// Writes the JSON form.
    ///
    /// - Throws: `EncodingError` when a file is given by a URL that is not a file URL.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Kind.self)
        switch self {
        case .url(let url): try members.encode(url, forKey: .url)
        case .file(let url) where url.isFileURL: try members.encode(url.path(percentEncoded: false), forKey: .file)
        case .file(let url):
            throw EncodingError.invalidValue(
                url,
                .init(codingPath: members.codingPath, debugDescription: "not a file URL")
            )
        case .data(let data, let name): try members.encode(InMemory(base64: data, name: name), forKey: .data)
        case .stored(let id): try members.encode(id, forKey: .stored)
        }
    }
}

extension AudioSource.Kind: CodingKey {}
