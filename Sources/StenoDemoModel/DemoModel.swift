public import Foundation
@_exported public import StenoWhisper

extension WhisperModel {
    /// A small model made for Steno, so that everything works before a real model is downloaded.
    ///
    /// It knows some ninety English words as a synthetic voice says them: short voicemail-like sentences with numbers,
    /// first names, weekdays and cities. Whatever else it hears comes out as the nearest of these. It is no substitute for
    /// a real model; ``WhisperModel/named(_:in:)`` takes one.
    public static var demo: Self { .file(DemoModel.file, hearsShortWindows: true) }
}

/// The files of the demo model.
public enum DemoModel {
    /// The model, in whisper.cpp's ggml form.
    public static var file: URL { resource("steno-demo-q5_1.bin") }

    /// A recording of 12 s the model understands: 16 kHz mono, a synthetic voice.
    public static var sample: URL { resource("voicemail.wav") }

    private static func resource(_ name: String) -> URL {
        Bundle.module.bundleURL.appendingPathComponent("Resources").appendingPathComponent(name)
    }
}
