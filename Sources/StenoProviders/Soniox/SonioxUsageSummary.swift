public import Foundation
import Steno

/// Cost and activity of a project by day, for each model and for all together.
public struct SonioxUsageSummary: Sendable, Hashable {
    /// Cost and activity of a stretch of time.
    public struct Figures: Sendable, Hashable {
        /// The number of requests.
        public var requests: Int?
        /// What they cost, in US dollars, like the costs that follow.
        public var cost: Decimal?
        /// What was sent.
        public var inputCost: Decimal?
        /// What was received.
        public var outputCost: Decimal?
        /// The time, for models that are paid by the length of a session.
        public var durationCost: Decimal?
        /// Tokens of text sent.
        public var inputTextTokens: Int?
        /// Tokens of audio sent.
        public var inputAudioTokens: Int?
        /// The length of the audio sent, in milliseconds.
        public var inputAudioDurationMilliseconds: Int?
        /// Tokens of text received.
        public var outputTextTokens: Int?
        /// Tokens of audio received.
        public var outputAudioTokens: Int?
        /// The length of the audio received, in milliseconds.
        public var outputAudioDurationMilliseconds: Int?
        /// The length of sessions, in milliseconds, for models that are paid by it.
        public var durationMilliseconds: Int?
    }

    /// A day of UTC.
    public struct Day: Sendable, Hashable {
        /// The day, such as `2026-04-01`.
        public var date: String
        /// Its figures.
        public var figures: Figures
    }

    /// Cost and activity of one model, or of all.
    public struct Entry: Sendable, Hashable {
        /// The model; nil for all together.
        public var model: String?
        /// The figures of the whole window.
        public var total: Figures
        /// The figures of each day, without gaps.
        public var days: [Day]
    }

    /// All models together.
    public var total: Entry
    /// Each model that was used.
    public var models: [Entry]
}

extension SonioxUsageSummary: JSONReadable {
    package init(from json: inout JSONReader) throws {
        var total: Entry?
        models = []
        self.total = Entry(total: Figures(), days: [])
        try json.readObject { key, json in
            switch key {
            case "total": total = try json.read(Entry.self)
            case "models": models = try json.readArray(of: Entry.self)
            default: break
            }
        }
        guard let total else { throw json.missing("total") }
        self.total = total
    }
}

extension SonioxUsageSummary.Entry: JSONReadable {
    /// Each figure stands twice: as a number for the window, and as one for each day.
    package init(from json: inout JSONReader) throws {
        var model: String?
        var dates: [String] = []
        var totals: [String: Decimal] = [:]
        var daily: [String: [Decimal?]] = [:]
        try json.readObject { key, json in
            switch key {
            case "model": model = try? json.readString()
            case "days": dates = (try? json.readArray(of: String.self)) ?? []
            default:
                switch json.peek() {
                case .array: daily[key.string] = try json.readArray { try $0.readDecimal() }
                case .string, .number: totals[key.string] = try json.readDecimal()
                default: break
                }
            }
        }
        self.init(
            model: model,
            total: .init { totals["total_\($0)"] },
            days: dates.enumerated().map { index, date in
                .init(
                    date: date,
                    figures: .init { name in
                        guard let values = daily[name], values.indices.contains(index) else { return nil }
                        return values[index]
                    }
                )
            }
        )
    }
}

extension SonioxUsageSummary.Figures {
    /// Reads figures by their names on the wire.
    fileprivate init(_ value: (_ name: String) -> Decimal?) {
        func whole(_ name: String) -> Int? {
            value(name).map { NSDecimalNumber(decimal: $0).intValue }
        }
        self.init(
            requests: whole("num_requests"),
            cost: value("cost_usd"),
            inputCost: value("input_cost_usd"),
            outputCost: value("output_cost_usd"),
            durationCost: value("duration_cost_usd"),
            inputTextTokens: whole("input_text_tokens"),
            inputAudioTokens: whole("input_audio_tokens"),
            inputAudioDurationMilliseconds: whole("input_audio_duration_ms"),
            outputTextTokens: whole("output_text_tokens"),
            outputAudioTokens: whole("output_audio_tokens"),
            outputAudioDurationMilliseconds: whole("output_audio_duration_ms"),
            durationMilliseconds: whole("duration_ms")
        )
    }
}
