import Testing

@testable import StenoCommandLine

@Suite struct AgeTests {
    @Test(arguments: [("90m", 5_400), ("12h", 43_200), ("7d", 604_800), ("007d", 604_800), ("36500d", 3_153_600_000)])
    func isRead(text: String, seconds: Int) throws {
        #expect(try Age.parse(text) == .seconds(seconds))
    }

    @Test(arguments: [
        "", "7", "d", "0d", "-7d", "+7d", "1.5h", "7D", "7 d", " 7d", "7w", "7dd", "\u{0667}d", "7d\u{301}", "36501d",
        "9999999999999999999999m",
    ])
    func isRefused(text: String) {
        #expect(throws: (any Error).self) { try Age.parse(text) }
    }

    @Test(arguments: [
        (0, "0m"), (59, "0m"), (60, "1m"), (5_400, "1h 30m"), (43_200, "12h"), (86_400, "1d"), (86_460, "1d"),
        (788_400, "9d 3h"),
    ])
    func isShown(seconds: Int64, text: String) {
        #expect(Age.text(seconds: seconds) == text)
    }
}
