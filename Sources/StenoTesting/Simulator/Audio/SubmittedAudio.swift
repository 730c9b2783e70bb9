public import Foundation

/// The audio of a job, as the client gave it.
public enum SubmittedAudio: Sendable, Hashable {
    /// An address, which is only fetched when there is a transcriber.
    case url(String)
    /// An uploaded file.
    case upload(Upload)

    /// An uploaded file, of which by default only name, length and hash are kept.
    public struct Upload: Sendable, Hashable {
        /// The name given with the file.
        public var fileName: String
        /// The media type given with the file; empty when there was none.
        public var contentType: String
        /// How many bytes came.
        public var size: Int64
        /// The SHA-256 of the bytes, in lower-case hex.
        public var sha256: String
        /// Where the bytes are, while there is a transcriber that may want them.
        public var location: URL?

        /// Describes a file.
        public init(fileName: String, contentType: String, size: Int64, sha256: String, location: URL? = nil) {
            self.fileName = fileName
            self.contentType = contentType
            self.size = size
            self.sha256 = sha256
            self.location = location
        }
    }

    /// The last part of the address's path, or the file's name.
    var fileName: String {
        switch self {
        case .url(let text): URL(string: text).map(\.lastPathComponent).flatMap { $0.isEmpty ? nil : $0 } ?? "audio"
        case .upload(let upload): upload.fileName
        }
    }
}
