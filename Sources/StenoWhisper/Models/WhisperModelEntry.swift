public import Foundation

/// A model file that can be downloaded.
public struct WhisperModelEntry: Sendable, Hashable, Codable, Identifiable {
    /// What the model does.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// It transcribes.
        case transcription
        /// It finds the stretches of speech in a recording.
        case voiceActivity
    }

    /// The short name, such as `base.en-q5_1`.
    public var name: String
    /// What the model does.
    public var kind: Kind
    /// Where the file is published.
    public var url: URL
    /// The exact size in bytes, nil where none is published.
    public var byteCount: Int64?
    /// The SHA-256 sum in lower-case hexadecimal digits, nil where none is published.
    ///
    /// Such a file is checked by its size and its structure only.
    public var sha256: String?

    /// Describes a model file.
    public init(name: String, kind: Kind = .transcription, url: URL, byteCount: Int64? = nil, sha256: String? = nil) {
        self.name = name
        self.kind = kind
        self.url = url
        self.byteCount = byteCount
        self.sha256 = sha256?.lowercased()
    }

    /// The short name.
    public var id: String { name }

    /// What the file is called in a ``ModelStore``, as whisper.cpp's own scripts call it.
    public var fileName: String { "ggml-\(name).bin" }

    /// Whether the name is safe to build a file name from: letters, digits, dots, hyphens and underscores, beginning with
    /// a letter or digit, without two dots in a row, at most 100 long.
    var hasSafeName: Bool {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return allowed && name.first.map { $0.isLetter || $0.isNumber } == true && !name.contains("..")
            && name.utf8.count <= 100
    }
}
