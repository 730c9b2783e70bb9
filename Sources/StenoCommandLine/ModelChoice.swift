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
        case .file(let url): url
        case .named(let name): try ModelStore().path(name)
        }
    }
}
