import Foundation

/// Audio of this machine on its way to a service: read as it is sent, never held whole.
struct UploadedFile {
    /// The name the service is told.
    var name: String
    /// The bytes.
    var body: HTTPRequestBody

    /// The audio of a request, if it is on this machine.
    ///
    /// - Parameters:
    ///   - source: Where the audio is.
    ///   - name: The name to tell the service; nil takes the file's own, or `audio` where there is none.
    ///   - provider: Whose service it goes to, for errors to name.
    /// - Throws: ``TranscriptionError`` with code `invalidAudio` for a file that is not there or cannot be read.
    init?(_ source: AudioSource, name: String? = nil, of provider: ProviderID) throws {
        switch source {
        case .file(let url):
            try self.init(url, name: name, of: provider)
        case .data(let data, let itsName):
            self.init(name: name ?? itsName ?? "audio", body: .data(data))
        case .url, .stored:
            return nil
        }
    }

    /// A file.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidAudio` when it is not there or cannot be read.
    init(_ file: URL, name: String? = nil, of provider: ProviderID) throws {
        do {
            self.init(name: name ?? file.lastPathComponent, body: try .file(file))
        } catch var error as TranscriptionError {
            error.provider = provider
            throw error
        }
    }

    init(name: String, body: HTTPRequestBody) {
        self.name = name
        self.body = body
    }

    /// The same file, which tells how much of it was sent.
    func reportingProgress(_ report: (@Sendable (UploadProgress) -> Void)?) -> Self {
        guard let report else { return self }
        let name = name
        let body = body.reportingProgress { report(UploadProgress(fileName: name, sent: $0, total: $1)) }
        return Self(name: name, body: body)
    }

    /// The media type that goes with the name's extension.
    var contentType: String {
        switch name.lowercased().split(separator: ".").last {
        case "aac": "audio/aac"
        case "aif", "aiff": "audio/aiff"
        case "amr": "audio/amr"
        case "flac": "audio/flac"
        case "m4a": "audio/mp4"
        case "mov": "video/quicktime"
        case "mp3": "audio/mpeg"
        case "mp4": "video/mp4"
        case "oga", "ogg", "opus": "audio/ogg"
        case "wav": "audio/wav"
        case "weba": "audio/webm"
        case "webm": "video/webm"
        default: "application/octet-stream"
        }
    }
}
