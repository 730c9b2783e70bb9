import Foundation
import StenoDemoModel
import StenoWhisper

/// Which model is meant.
enum ModelChoice: Equatable {
    case demo
    case file(URL)
    case named(String)

    /// Reads `demo`, a path, or a name of the catalogue; what looks like a path is one.
    init(_ text: String) {
        if text == "demo" {
            self = .demo
        } else if text.contains("/") || [".bin", ".ggml", ".gguf"].contains(where: text.lowercased().hasSuffix) {
            self = .file(URL(fileURLWithPath: text))
        } else {
            self = .named(text)
        }
    }

    /// The choice of the option, else of the environment; nil when neither says anything.
    init?(option: String?, environment: [String: String] = ProcessInfo.processInfo.environment) {
        guard let text = option ?? environment["STENO_MODEL"], !text.isEmpty else { return nil }
        self.init(text)
    }

    /// The model.
    var model: WhisperModel {
        switch self {
        case .demo: .demo
        case .file(let url): .file(url)
        case .named(let name): .named(name)
        }
    }
}

extension ModelChoice {
    /// The file of a Silero model.
    ///
    /// - Throws: ``TranscriptionError`` with code `modelNotFound`, or `invalidRequest` when it is no such model.
    func voiceActivityFile() throws -> URL {
        switch self {
        case .demo: throw TranscriptionError(.invalidRequest, "There is no demo model for --vad; name a Silero model.")
        case .file(let url): return url
        case .named(let name):
            do { return try ModelStore().path(name) } catch { throw withAdvice(error) }
        }
    }

    /// The error with the command that helps, where the model is known and only has to be downloaded.
    func withAdvice(_ error: any Error) -> any Error {
        guard case .named(let name) = self, var error = error as? TranscriptionError, error.code == .modelNotFound,
            let entry = try? ModelStore().catalogue.entry(named: name)
        else { return error }
        error.message += " Use: steno models download \(entry.name)"
        return error
    }
}
