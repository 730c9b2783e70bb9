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
        ("de", "German"), ("en", "English"), ("es", "Spanish"), ("fr", "French"), ("it", "Italian"), ("ja", "Japanese"),
        ("ko", "Korean"), ("nl", "Dutch"), ("pl", "Polish"), ("pt", "Portuguese"), ("sv", "Swedish"), ("zh", "Chinese"),
    ]

    /// The answer of the models route; of the sixty languages only some are listed.
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
