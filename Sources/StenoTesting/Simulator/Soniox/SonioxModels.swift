import Steno

/// The models of Soniox, as the newest documents name them.
enum SonioxModels {
    /// The model that a name stands for; nil when it transcribes no files.
    static func resolve(_ name: String) -> String? {
        switch name {
        case "stt-async-v5", "stt-async-v4", "stt-async-v3", "stt-async-preview", "stt-async-preview-v1": "stt-async-v5"
        default: nil
        }
    }

    private static let languages = [
        ("af", "Afrikaans"), ("sq", "Albanian"), ("ar", "Arabic"), ("az", "Azerbaijani"), ("eu", "Basque"),
        ("be", "Belarusian"), ("bn", "Bengali"), ("bs", "Bosnian"), ("bg", "Bulgarian"), ("ca", "Catalan"),
        ("zh", "Chinese"), ("hr", "Croatian"), ("cs", "Czech"), ("da", "Danish"), ("nl", "Dutch"), ("en", "English"),
        ("et", "Estonian"), ("fi", "Finnish"), ("fr", "French"), ("gl", "Galician"), ("de", "German"),
        ("el", "Greek"), ("gu", "Gujarati"), ("he", "Hebrew"), ("hi", "Hindi"), ("hu", "Hungarian"),
        ("id", "Indonesian"), ("it", "Italian"), ("ja", "Japanese"), ("kn", "Kannada"), ("kk", "Kazakh"),
        ("ko", "Korean"), ("lv", "Latvian"), ("lt", "Lithuanian"), ("mk", "Macedonian"), ("ms", "Malay"),
        ("ml", "Malayalam"), ("mr", "Marathi"), ("no", "Norwegian"), ("fa", "Persian"), ("pl", "Polish"),
        ("pt", "Portuguese"), ("pa", "Punjabi"), ("ro", "Romanian"), ("ru", "Russian"), ("sr", "Serbian"),
        ("sk", "Slovak"), ("sl", "Slovenian"), ("es", "Spanish"), ("sw", "Swahili"), ("sv", "Swedish"),
        ("tl", "Tagalog"), ("ta", "Tamil"), ("te", "Telugu"), ("th", "Thai"), ("tr", "Turkish"), ("uk", "Ukrainian"),
        ("ur", "Urdu"), ("vi", "Vietnamese"), ("cy", "Welsh"),
    ]

    /// The answer of the models route.
    static let list = JSONValue.object([
        "models": .array([
            model("stt-async-v5", "Speech-to-Text Async v5", alias: nil, mode: "async"),
            model("stt-async-v4", "Speech-to-Text Async v4", alias: "stt-async-v5", mode: "async"),
            model("stt-async-v3", "Speech-to-Text Async v3", alias: "stt-async-v5", mode: "async"),
            model("stt-async-preview", "Speech-to-Text Async Preview", alias: "stt-async-v5", mode: "async"),
            model("stt-rt-v5", "Speech-to-Text Real-time v5", alias: nil, mode: "real_time"),
        ])
    ])

    private static func model(_ id: String, _ name: String, alias: String?, mode: String) -> JSONValue {
        .object([
            "id": .string(id),
            "aliased_model_id": .optional(alias),
            "name": .string(name),
            "context_version": .integer(2),
            "transcription_mode": .string(mode),
            "languages": .array(languages.map { .object(["code": .string($0.0), "name": .string($0.1)]) }),
            "supports_language_hints_strict": .bool(true),
            "supports_max_endpoint_delay": .bool(mode == "real_time"),
            "supports_endpoint_sensitivity": .bool(mode == "real_time"),
            "supports_endpoint_latency_adjustment": .bool(mode == "real_time"),
            "endpoint_latency_adjustment_max_level": .integer(mode == "real_time" ? 4 : 0),
            "translation_targets": .array([]),
            "two_way_translation_pairs": .array([]),
            "one_way_translation": .string("all_languages"),
            "two_way_translation": .string("all_languages"),
        ])
    }
}
