import Foundation
import HTTPTypes

/// Reads how long a service asks to wait.
enum RetryAfter {
    /// The wait, or nil where the answer says nothing that makes sense.
    ///
    /// `Retry-After` is read as seconds, also with a fraction, or as a date, which counts from the answer's own `Date` where it
    /// has one, so that clocks need not agree; `retry-after-ms`, which some services send beside it, comes first.
    /// - Returns: Zero for a date that has passed, and at most a hundred years.
    static func parse(_ fields: HTTPFields, now: Date) -> Duration? {
        if let name = HTTPField.Name("retry-after-ms"), let text = fields[name], let milliseconds = amount(text) {
            return clamped(milliseconds / 1_000)
        }
        guard let text = fields[.retryAfter]?.trimmingCharacters(in: .whitespaces) else { return nil }
        if let seconds = amount(text) { return clamped(seconds) }
        guard let date = HTTPDate.parse(text) else { return nil }
        let sent = fields[.date].flatMap(HTTPDate.parse) ?? now
        return clamped(date.timeIntervalSince(sent))
    }

    /// A number of digits with at most one point: no sign, no exponent, no `inf` or `nan`.
    static func amount(_ text: some StringProtocol) -> Double? {
        let digits = text.utf8.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        let points = text.utf8.count { $0 == UInt8(ascii: ".") }
        guard !digits.isEmpty, points <= 1, digits.count + points == text.utf8.count else { return nil }
        return Double(text)
    }

    /// Seconds as a duration with which one can count.
    static func clamped(_ seconds: Double) -> Duration {
        .milliseconds(Int64(1_000 * min(max(seconds, 0), 3_155_760_000)))
    }
}
