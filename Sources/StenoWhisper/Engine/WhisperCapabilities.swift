import Steno

#if canImport(CWhisper)
import CWhisper
#else
import whisper
#endif

extension WhisperModelInfo {
    /// What the engine can honour with this model.
    var capabilities: Capabilities {
        Capabilities(
            operations: Dictionary(uniqueKeysWithValues: Capabilities.Operation.allCases.map { ($0, .supported) }),
            audioSources: [.file, .data],
            options: [
                .automaticLanguage: .supported,
                .languageHints: .supported,
                .strictLanguage: .supported,
                .channelDiarization: .supported,
                .wordTiming: .supported,
                .vocabulary: .supported,
                .context: .supported,
                .translation: isMultilingual ? .supported : .unsupported,
                .metadata: .supported,
                .clientReference: .supported,
            ],
            languages: isMultilingual ? Self.languages(languageCount) : ["en"],
            translationTargets: isMultilingual ? ["en"] : [],
            jobsEndWithProcess: true
        )
    }

    /// The codes of the first so many languages of whisper.cpp's list; models know 99, or 100 from large-v3 on.
    private static func languages(_ count: Int) -> Set<String> {
        let known = min(Int32(count) - 1, whisper_lang_max_id())
        return Set((0...max(0, known)).compactMap { whisper_lang_str($0).map { String(cString: $0) } })
    }
}
