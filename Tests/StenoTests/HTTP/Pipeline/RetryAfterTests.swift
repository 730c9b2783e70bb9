import Foundation
import HTTPTypes
import Testing

@testable import Steno

@Suite("How long a service asks to wait")
struct RetryAfterTests {
    /// Sunday, 6 November 1994, 08:49:37 UTC.
    private let now = Date(timeIntervalSince1970: 784_111_777)

    @Test(
        "is read from every form of Retry-After",
        arguments: [
            ("120", .seconds(120)), ("0", .zero), (" 7 ", .seconds(7)), ("1.5", .milliseconds(1_500)),
            ("315360000", .seconds(315_360_000)),
            ("99999999999999999999999", .seconds(3_155_760_000)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", .seconds(60)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", .seconds(60)),
            ("Sun Nov  6 08:50:37 1994", .seconds(60)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", .zero),
            ("Sat, 06 Nov 2004 08:49:37 GMT", .seconds(3_653 * 86_400)),
        ] as [(String, Duration)]
    )
    func forms(text: String, wait: Duration) {
        #expect(RetryAfter.parse([.retryAfter: text], now: now) == wait)
    }

    @Test(
        "is not known where it cannot be read",
        arguments: [
            "", " ", "-5", "+5", "1e9", "nan", "inf", "0x10", "soon", "1.2.3", ".", "١٢", "5 seconds",
            "Sun, 31 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37 PST", "Sun, 99 Nov 1994 08:49:37 GMT", "2026-11-06T08:49:37Z",
        ]
    )
    func nonsense(text: String) {
        #expect(RetryAfter.parse([.retryAfter: text], now: now) == nil)
    }

    @Test("is not known without the field")
    func absent() {
        #expect(RetryAfter.parse([:], now: now) == nil)
    }

    @Test("counts a date from the answer's own clock, where it has one")
    func skewedClock() {
        let fields: HTTPFields = [
            .date: "Sun, 06 Nov 1994 09:49:37 GMT", .retryAfter: "Sun, 06 Nov 1994 09:49:47 GMT",
        ]
        #expect(RetryAfter.parse(fields, now: now) == .seconds(10))
    }

    @Test("is read in milliseconds where a service says them")
    func milliseconds() {
        let fields = HTTPFields(named: ["Retry-After-MS": "250", "Retry-After": "9"])
        #expect(RetryAfter.parse(fields, now: now) == .milliseconds(250))
    }

    @Test("agrees with Foundation on dates")
    func dates() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        for day in stride(from: -20_000, through: 60_000, by: 97) {
            let date = Date(timeIntervalSince1970: Double(day * 86_400 + day.magnitudeOfDay))
            #expect(HTTPDate.parse(formatter.string(from: date)) == date)
        }
    }
}

extension Int {
    /// Some second of a day, another one for each number.
    fileprivate var magnitudeOfDay: Int { abs(self * 7_919) % 86_400 }
}

@Suite("What a service says about its rate limit")
struct RateLimitReportTests {
    private let now = Date(timeIntervalSince1970: 784_111_777)

    @Test(
        "is read from every form in use",
        arguments: [
            (["X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "20"], .init(remaining: 3, reset: .seconds(20))),
            (
                [
                    "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "0",
                    "x-ratelimit-reset-requests": "1m30.5s",
                ], .init(remaining: 0, reset: .milliseconds(90_500), limit: 60)
            ),
            (
                ["x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "250ms"],
                .init(remaining: 1, reset: .milliseconds(250))
            ),
            (
                ["RateLimit-Limit": "10", "RateLimit-Remaining": "9", "RateLimit-Reset": "5"],
                .init(remaining: 9, reset: .seconds(5), limit: 10)
            ),
            (["RateLimit": "limit=10, remaining=0, reset=5"], .init(remaining: 0, reset: .seconds(5), limit: 10)),
            (["RateLimit": "\"default\";r=0;t=5"], .init(remaining: 0, reset: .seconds(5))),
            (
                ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "Sun, 06 Nov 1994 08:49:47 GMT"],
                .init(remaining: 0, reset: .seconds(10))
            ),
            (
                ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1994-11-06T08:49:47Z"],
                .init(remaining: 0, reset: .seconds(10))
            ),
        ] as [([String: String], RateLimitReport)]
    )
    func forms(fields: [String: String], report: RateLimitReport) {
        #expect(RateLimitReport(HTTPFields(named: fields), now: now) == report)
    }

    @Test("is read as moments since 1970, in seconds and milliseconds")
    func moments() {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        for reset in ["1800000030", "1800000030000"] {
            let fields = HTTPFields(named: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset])
            #expect(RateLimitReport(fields, now: now)?.reset == .seconds(30))
        }
    }

    @Test(
        "is not known where it is not said or cannot be read",
        arguments: [
            [:], ["X-RateLimit-Remaining": "0"], ["X-RateLimit-Reset": "5"],
            ["X-RateLimit-Remaining": "-1", "X-RateLimit-Reset": "5"],
            ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "later"],
            ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "5x"], ["RateLimit": "garbage;;=,"],
            ["x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "5"],
        ] as [[String: String]]
    )
    func nonsense(fields: [String: String]) {
        #expect(RateLimitReport(HTTPFields(named: fields), now: now) == nil)
    }
}
