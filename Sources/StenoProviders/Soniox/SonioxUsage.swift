public import Foundation
import HTTPTypes
import Steno

/// What a project used at Soniox, and what it cost.
///
/// The key's project is meant, with everything it does there, not jobs alone.
public struct SonioxUsage: Sendable {
    /// The order of a log.
    public enum Order: String, Sendable, Hashable {
        /// The oldest first.
        case oldestFirst = "end_time_asc"
        /// The newest first.
        case newestFirst = "end_time_desc"
    }

    let http: HTTPPipeline

    /// The requests that ended in a window of time, with their costs, page after page, as far as the caller reads.
    ///
    /// - Parameters:
    ///   - window: From when to before when, 31 days at most, of the last 91 days.
    ///   - order: Which come first.
    ///   - pageSize: The entries of one page, from 1 to 1,000; nil is Soniox's default, 1,000.
    /// - Returns: The entries.
    public func log(
        _ window: Range<Date>,
        order: Order = .oldestFirst,
        pageSize: Int? = nil
    ) -> PageSequence<SonioxUsageEntry> {
        PageSequence(of: Soniox.id) { [http] cursor in
            try SonioxLimits.check(pageSize: pageSize)
            try Self.check(window, days: 31)
            var call = HTTPCall(.get, "/v1/usage-logs", operation: "usageLog")
            call.setWindow(window)
            call.query.append(URLQueryItem(name: "sort", value: order.rawValue))
            call.setPage(limit: pageSize, cursor: cursor)
            let page = try await http.send(call).read(SonioxUsagePage.self, of: Soniox.id)
            return (page.entries, page.nextCursor)
        }
    }

    /// Cost and activity by day, for each model and for all together.
    ///
    /// - Parameter window: From when to before when; each day of UTC it covers a part of counts, 366 at most.
    /// - Returns: Cost and activity.
    /// - Throws: ``TranscriptionError``; `invalidRequest` for a window that is empty or too long, before any call.
    public func summary(_ window: Range<Date>) async throws -> SonioxUsageSummary {
        try Self.check(window, days: 366)
        var call = HTTPCall(.get, "/v1/usage/summary", operation: "usageSummary")
        call.setWindow(window)
        return try await http.send(call).read(SonioxUsageSummary.self, of: Soniox.id)
    }

    /// The live streams there are now, and how many there may be.
    ///
    /// Jobs do not count.
    public func concurrency() async throws -> SonioxConcurrency {
        try await http.send(HTTPCall(.get, "/v1/concurrency-limits", operation: "concurrency"))
            .read(SonioxConcurrency.self, of: Soniox.id)
    }

    private static func check(_ window: Range<Date>, days: Int) throws {
        var rules = RequestRules(of: Soniox.id)
        rules.need(!window.isEmpty, "end_time", "must be after start_time")
        let seconds = window.upperBound.timeIntervalSince(window.lowerBound)
        rules.need(seconds <= Double(days) * 86_400, "end_time", "must be at most \(days) days after start_time")
        try rules.check()
    }
}

extension HTTPCall {
    fileprivate mutating func setWindow(_ window: Range<Date>) {
        query.append(URLQueryItem(name: "start_time", value: window.lowerBound.wire))
        query.append(URLQueryItem(name: "end_time", value: window.upperBound.wire))
    }
}

/// One request in the log of a project's usage.
public struct SonioxUsageEntry: Sendable, Hashable {
    /// The request's id.
    public var id: String?
    /// Where it was made: `api` or `playground`.
    public var requestScope: String?
    /// The caller's own name given with it.
    public var clientReferenceID: String?
    /// The model.
    public var model: String?
    /// When it began.
    public var startTime: Date?
    /// When it ended.
    public var endTime: Date?
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
    /// What it cost, in US dollars, like the costs that follow.
    public var cost: Decimal?
    /// What was sent.
    public var inputCost: Decimal?
    /// The text sent.
    public var inputTextCost: Decimal?
    /// The audio sent.
    public var inputAudioCost: Decimal?
    /// What was received.
    public var outputCost: Decimal?
    /// The text received.
    public var outputTextCost: Decimal?
    /// The audio received.
    public var outputAudioCost: Decimal?
}

extension SonioxUsageEntry: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "uuid": id = try? json.readString()
            case "request_scope": requestScope = try? json.readString()
            case "client_reference_id": clientReferenceID = (try? json.readString()).flatMap { $0.isEmpty ? nil : $0 }
            case "model": model = try? json.readString()
            case "start_time": startTime = (try? json.readString()).flatMap { Date(wire: $0) }
            case "end_time": endTime = (try? json.readString()).flatMap { Date(wire: $0) }
            case "input_text_tokens": inputTextTokens = try? json.readInt()
            case "input_audio_tokens": inputAudioTokens = try? json.readInt()
            case "input_audio_duration_ms": inputAudioDurationMilliseconds = try? json.readInt()
            case "output_text_tokens": outputTextTokens = try? json.readInt()
            case "output_audio_tokens": outputAudioTokens = try? json.readInt()
            case "output_audio_duration_ms": outputAudioDurationMilliseconds = try? json.readInt()
            case "cost_usd": cost = try? json.readDecimal()
            case "input_cost_usd": inputCost = try? json.readDecimal()
            case "input_text_cost_usd": inputTextCost = try? json.readDecimal()
            case "input_audio_cost_usd": inputAudioCost = try? json.readDecimal()
            case "output_cost_usd": outputCost = try? json.readDecimal()
            case "output_text_cost_usd": outputTextCost = try? json.readDecimal()
            case "output_audio_cost_usd": outputAudioCost = try? json.readDecimal()
            default: break
            }
        }
    }
}

/// One page of the usage log.
struct SonioxUsagePage: JSONReadable {
    var entries: [SonioxUsageEntry] = []
    var nextCursor: String?

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "usage_logs": entries = try json.readArray(of: SonioxUsageEntry.self)
            case "next_page_cursor": nextCursor = try json.readCursor()
            default: break
            }
        }
    }
}

extension JSONReader {
    /// Reads a decimal number that stands as a string, or as a number.
    mutating func readDecimal() throws -> Decimal? {
        if peek() == .string { return try readString().flatMap { Decimal(string: $0) } }
        return try readDouble().flatMap { Decimal(string: "\($0)") }
    }
}

/// The live streams of a project and its organisation.
public struct SonioxConcurrency: Sendable, Hashable {
    /// Numbers of live streams by kind.
    public struct Streams: Sendable, Hashable {
        /// Streams of speech to text; nil where there is no limit.
        public var transcribe: Int?
        /// Streams of text to speech; nil where there is no limit.
        public var speak: Int?
    }

    /// The streams of a project or an organisation.
    public struct Scope: Sendable, Hashable {
        /// The streams there are.
        public var current = Streams()
        /// The streams there may be.
        public var limits = Streams()
    }

    /// The key's project.
    public var project = Scope()
    /// The organisation it belongs to.
    public var organization = Scope()
}

extension SonioxConcurrency: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "project": project = try json.read(Scope.self) ?? project
            case "organization": organization = try json.read(Scope.self) ?? organization
            default: break
            }
        }
    }
}

extension SonioxConcurrency.Scope: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "current": current = try json.read(SonioxConcurrency.Streams.self) ?? current
            case "limits": limits = try json.read(SonioxConcurrency.Streams.self) ?? limits
            default: break
            }
        }
    }
}

extension SonioxConcurrency.Streams: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "transcribe_concurrent": transcribe = try? json.readInt()
            case "tts_concurrent": speak = try? json.readInt()
            default: break
            }
        }
    }
}
