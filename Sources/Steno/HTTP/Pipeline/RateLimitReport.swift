import Foundation
import HTTPTypes

/// What a service says in its header fields about how many more requests it takes.
///
/// No service of those known documents the form of the values, and there is no standard that all follow, so all forms in use
/// are read; what cannot be read counts as not said.
struct RateLimitReport: Sendable, Hashable {
    /// How many more requests the service takes until the reset.
    var remaining: Int
    /// How long until the count begins anew.
    var reset: Duration
    /// How many requests the service takes from one reset to the next.
    var limit: Int?

    init(remaining: Int, reset: Duration, limit: Int? = nil) {
        self.remaining = remaining
        self.reset = reset
        self.limit = limit
    }

    /// Reads the fields of an answer; nil where they do not say both how much remains and until when.
    ///
    /// Read are `x-ratelimit-remaining-requests` and its like, `x-ratelimit-remaining`, `RateLimit-Remaining`, and
    /// `RateLimit` as one field.
    init?(_ fields: HTTPFields, now: Date) {
        let now = fields[.date].flatMap(HTTPDate.parse) ?? now
        for (prefix, suffix) in [("x-ratelimit-", "-requests"), ("x-ratelimit-", ""), ("ratelimit-", "")] {
            let value = { (part: String) in HTTPField.Name(prefix + part + suffix).flatMap { fields[$0] } }
            guard let remaining = value("remaining").flatMap(Self.count), let text = value("reset"),
                let reset = Self.wait(text, now: now)
            else { continue }
            self.init(remaining: remaining, reset: reset, limit: value("limit").flatMap(Self.count))
            return
        }
        guard let name = HTTPField.Name("ratelimit"), let text = fields[name] else { return nil }
        self.init(combined: text)
    }

    /// Reads `limit=10, remaining=0, reset=5` and `"default";r=0;t=5`.
    private init?(combined text: String) {
        var values: [String: String] = [:]
        for part in text.split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if pair.count == 2, values[pair[0].lowercased()] == nil { values[pair[0].lowercased()] = pair[1] }
        }
        guard let remaining = (values["remaining"] ?? values["r"]).flatMap(Self.count),
            let reset = (values["reset"] ?? values["t"]).flatMap({ RetryAfter.amount($0) })
        else { return nil }
        self.init(
            remaining: remaining,
            reset: RetryAfter.clamped(reset),
            limit: values["limit"].flatMap(Self.count)
        )
    }

    private static func count(_ text: String) -> Int? {
        RetryAfter.amount(text.trimmingCharacters(in: .whitespaces)).map { Int(min($0, 1e9)) }
    }

    /// A number of seconds, a moment in seconds or milliseconds since 1970, a date, or a duration such as `1m30.5s`.
    private static func wait(_ text: String, now: Date) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let number = RetryAfter.amount(text) {
            let seconds =
                switch number {
                case 1e12...: number / 1_000 - now.timeIntervalSince1970
                case 1e9...: number - now.timeIntervalSince1970
                default: number
                }
            return RetryAfter.clamped(seconds)
        }
        let date = HTTPDate.parse(text) ?? (try? Date(text, strategy: .iso8601))
        if let date { return RetryAfter.clamped(date.timeIntervalSince(now)) }
        return span(text)
    }

    private static func span(_ text: String) -> Duration? {
        let units: [String: Double] = ["ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400]
        var rest = Substring(text)
        var seconds = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest.dropFirst(number.count).prefix { $0.isLetter }
            guard let amount = RetryAfter.amount(number), let scale = units[unit.lowercased()] else { return nil }
            seconds += amount * scale
            rest = rest.dropFirst(number.count + unit.count)
        }
        return text.isEmpty ? nil : RetryAfter.clamped(seconds)
    }
}
