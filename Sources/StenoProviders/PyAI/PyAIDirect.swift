import Foundation
import HTTPTypes

/// What PyAI answers at once, without a job.
public struct PyAIDirectTranscript: Sendable, Hashable {
    /// The text.
    public var text: String
    /// The model that made it.
    public var model: String?
}

extension PyAI {
    /// Transcribes short audio in one call, without a job (`POST /v1/audio/transcriptions`).
    ///
    /// The service documents WAV, MP3, MP4, M4A, FLAC and Ogg for it. The call is sent again only where the service
    /// certainly did nothing, so that nothing is billed twice.
    ///
    /// - Parameters:
    ///   - audio: A file, or audio in memory.
    ///   - model: The model; nil leaves it to the service.
    ///   - language: The language spoken; nil lets the service find out.
    /// - Returns: The text, and the model that made it.
    /// - Throws: ``TranscriptionError``: `unsupportedOption` for audio that is not on this machine or, from the
    ///   service, for a language it does not know.
    public func transcribeDirectly(
        _ audio: AudioSource,
        model: String? = nil,
        language: String? = nil
    ) async throws -> PyAIDirectTranscript {
        guard let file = try UploadedFile(audio, for: id) else {
            throw TranscriptionError(
                .unsupportedOption,
                "\(id) transcribes directly only a file or audio in memory; submit a job for audio given by URL.",
                provider: id
            )
        }
        var form = MultipartForm()
        if let model { form.append(model, name: "model") }
        if let language { form.append(language, name: "language") }
        let upload = file.reportingProgress(configuration.uploadProgress)
        form.append(upload.body, name: "file", fileName: upload.name, contentType: upload.contentType)
        var call = HTTPCall(.post, "/v1/audio/transcriptions", operation: "transcribe")
        call.body = form.body
        call.contentType = form.contentType
        call.repetition = .ifRefused
        return try await http.send(call).read(PyAIDirectTranscript.self, of: id)
    }
}

extension PyAIDirectTranscript: JSONReadable {
    package init(from json: inout JSONReader) throws {
        var found: String?
        text = ""
        try json.readObject { key, json in
            switch key {
            case "text": found = json.readText()
            case "model": model = json.readText()
            default: break
            }
        }
        guard let found else { throw json.missing("text") }
        text = found
    }
}
