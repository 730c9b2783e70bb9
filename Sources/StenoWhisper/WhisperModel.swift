public import Foundation
import Steno

/// A model to transcribe with: a file, or a name from the catalogue that was downloaded before.
public struct WhisperModel: Sendable, CustomStringConvertible {
    private enum Location: Sendable {
        case file(URL)
        case named(String, ModelStore)
    }

    private let location: Location

    /// The name of a catalogued model, otherwise the file's name.
    public let description: String

    /// Whether the model was trained on windows shorter than 30 s too, so that short audio may be heard in short ones.
    let hearsShortWindows: Bool

    /// A model file in whisper.cpp's ggml form.
    ///
    /// With `hearsShortWindows`, for a model that was trained on windows shorter than 30 s too, short audio is transcribed
    /// some three times as fast (``WhisperOptions/AudioContext/automatic``). The official models were not trained so.
    public static func file(_ url: URL, hearsShortWindows: Bool = false) -> Self {
        Self(location: .file(url), description: url.lastPathComponent, hearsShortWindows: hearsShortWindows)
    }

    /// A model of the catalogue, such as `base.en`.
    ///
    /// It must be on this machine: `steno models download base.en`, or ``ModelStore/download(_:from:progress:)``.
    public static func named(_ name: String, in store: ModelStore = .init()) -> Self {
        Self(location: .named(name, store), description: name, hearsShortWindows: false)
    }

    /// The model's file.
    ///
    /// - Throws: ``TranscriptionError`` with code `modelNotFound`.
    func locate() throws -> URL {
        switch location {
        case .file(let url): url
        case .named(let name, let store): try store.path(name)
        }
    }
}
