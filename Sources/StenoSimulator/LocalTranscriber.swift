import Foundation
import Logging
import StenoDemoModel

/// Transcribes on this machine what is submitted to the simulators.
struct LocalTranscriber: Sendable {
    private let whisper: Whisper

    /// Loads a model, so that one that cannot be used is found before anything is served.
    ///
    /// - Parameters:
    ///   - model: A path, or a name of the catalogue; nil for the demo model. What looks like a path is one.
    ///   - logger: Where to report.
    /// - Throws: ``TranscriptionError`` where the model is not there or cannot be used.
    init(model: String?, logger: Logger) async throws {
        whisper = try await Whisper(model: model.map(Self.model) ?? .demo, logger: logger)
        do {
            try await whisper.preload()
        } catch {
            await whisper.shutDown()
            throw error
        }
    }

    /// What is said in a recording, with the times of the words.
    func transcript(of audio: URL) async throws -> Transcript {
        try await whisper.transcribe(.file(audio), TranscriptionOptions(wordTiming: true))
    }

    /// Ends what is under way.
    func shutDown() async {
        await whisper.shutDown()
    }

    private static func model(_ text: String) -> WhisperModel {
        let isPath = text.contains("/") || [".bin", ".ggml", ".gguf"].contains(where: text.lowercased().hasSuffix)
        return isPath ? .file(URL(fileURLWithPath: text)) : .named(text)
    }
}
