import Foundation
import Steno

/// Asks for an option, so that it is seen whether a provider honours it.
struct OptionProbe {
    let subject: any ConformanceSubject
    let capabilities: Capabilities

    /// Every option a request can ask for, but for the audio.
    static let options: [RequestOption] = [
        .model, .automaticLanguage, .languageHints, .strictLanguage, .speakerDiarization, .expectedSpeakers,
        .channelDiarization, .wordTiming, .vocabulary, .context, .redaction, .translation, .numerals, .insights,
        .soundLabels, .subtitles, .webhook, .metadata, .clientReference, .idempotencyKey,
    ]

    /// The options without support that a request can ask for on their own.
    var unsupported: [RequestOption] {
        Self.options.filter { option in
            // Only who tells speakers apart can be told how many there are.
            let hasNoBase =
                option == .expectedSpeakers && capabilities.support(for: .speakerDiarization) == .unsupported
            return capabilities.support(for: option) == .unsupported && !hasNoBase
        }
    }

    /// The options with support.
    var supported: [RequestOption] {
        Self.options.filter { capabilities.support(for: $0) == .supported }
    }

    /// Asks for an option.
    ///
    /// - Returns: Whether the request asks for it now.
    func use(_ option: RequestOption, in request: inout TranscriptionRequest) -> Bool {
        subject.use(option, in: &request) || usePlainly(option, in: &request)
    }

    /// The request's property by which an option is asked for, as messages name it.
    static func property(_ option: RequestOption) -> String {
        switch option {
        case .automaticLanguage, .languageHints, .strictLanguage: "language"
        case .speakerDiarization, .expectedSpeakers, .channelDiarization: "diarization"
        default: option.rawValue
        }
    }

    private func usePlainly(_ option: RequestOption, in request: inout TranscriptionRequest) -> Bool {
        switch option {
        case .model:
            // No name of a model suits all who have some.
            guard capabilities.support(for: .model) == .unsupported else { return false }
            request.options.model = "any"
        case .automaticLanguage: request.options.language = .automatic
        case .languageHints: request.options.language = .hints([Self.one(of: capabilities.languages, or: "en")])
        case .strictLanguage: request.options.language = .strict([Self.one(of: capabilities.languages, or: "en")])
        case .speakerDiarization: request.options.diarization = .speakers()
        case .expectedSpeakers: request.options.diarization = .speakers(expected: 2)
        case .channelDiarization: request.options.diarization = .channels
        case .wordTiming: request.options.wordTiming = true
        case .vocabulary: request.options.vocabulary = ["Steno"]
        case .context: request.options.context = "A meeting about shorthand."
        case .redaction: request.options.redaction = [.personal]
        case .translation:
            request.options.translation = .oneWay(to: Self.one(of: capabilities.translationTargets, or: "en"))
        case .numerals: request.options.numerals = true
        case .insights: request.options.insights = [.summary]
        case .soundLabels: request.options.soundLabels = true
        case .subtitles: request.options.subtitles = [.srt]
        case .webhook: request.webhook = URL(string: "https://example.com/hook").map { Webhook(url: $0) }
        case .metadata: request.metadata = ["meeting": "7"]
        case .clientReference: request.clientReference = "conformance-7"
        case .idempotencyKey: request.idempotencyKey = "conformance-\(UUID().uuidString)"
        default: return false
        }
        return true
    }

    private static func one(of list: Set<String>?, or usual: String) -> String {
        guard let list, !list.contains(usual) else { return usual }
        return list.min() ?? usual
    }
}
