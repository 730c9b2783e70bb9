import Foundation
import HTTPTypes
@testable import Steno

/// Reads each line as a header field of an answer, and what the pipeline takes from such fields.
@Sendable
func fuzzFields(_ data: Data) {
    var fields = HTTPFields()
    for line in data.split(separator: UInt8(ascii: "\n")).prefix(16) {
        let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
        guard parts.count == 2, let name = HTTPField.Name(String(decoding: parts[0], as: UTF8.self)) else { continue }
        let value = String(decoding: parts[1], as: UTF8.self).trimmingCharacters(in: .whitespaces)
        fields.append(HTTPField(name: name, value: value))
        if let date = HTTPDate.parse(value) { check(date.timeIntervalSince1970.isFinite, "\(value): \(date)") }
        if let address = here.following(value) {
            check(["http", "https"].contains(address.origin.scheme), "\(value): \(address)")
            check(address.path.hasPrefix("/") && !address.origin.host.isEmpty, "\(value): \(address)")
        }
    }
    let now = Date(timeIntervalSince1970: 1_785_576_600)
    if let wait = RetryAfter.parse(fields, now: now) { check(allowed.contains(wait), "\(fields): \(wait)") }
    if let report = RateLimitReport(fields, now: now) {
        check(allowed.contains(report.reset) && report.remaining >= 0, "\(fields): \(report)")
    }
}

/// From nothing to a hundred years.
private let allowed = Duration.zero...Duration.seconds(3_155_760_000)

private let here: HTTPAddress = {
    guard let url = URL(string: "https://api.example.com/v1/jobs"), let address = HTTPAddress(url) else {
        fatalError("a fixed URL")
    }
    return address
}()
