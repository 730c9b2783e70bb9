import Foundation

/// When a delivery was signed: Unix seconds in decimal digits, as its header holds them.
struct WebhookTimestamp {
    /// The digits as they came, which is what is signed.
    let text: String
    private let seconds: Int64

    /// The whole second a date lies in.
    ///
    /// - Returns: nil before 1970, and where the number would not fit.
    init?(_ date: Date) {
        guard let seconds = Int64(exactly: date.timeIntervalSince1970.rounded(.down)), seconds >= 0 else { return nil }
        self.text = String(seconds)
        self.seconds = seconds
    }

    /// Reads digits.
    ///
    /// - Returns: nil for anything but the ASCII digits of a number that fits: signs, spaces, fractions and other digits too.
    init?(_ text: some StringProtocol) {
        guard !text.isEmpty else { return nil }
        var seconds: Int64 = 0
        for character in text.utf8 {
            guard let digit = Self.value(of: character) else { return nil }
            let (tens, isTooLarge) = seconds.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeToo) = tens.addingReportingOverflow(digit)
            guard !isTooLarge, !isTooLargeToo else { return nil }
            seconds = sum
        }
        self.text = String(text)
        self.seconds = seconds
    }

    var date: Date { Date(timeIntervalSince1970: Double(seconds)) }

    /// Checks that the time lies in the window around now, both edges included.
    func check(at now: Date, tolerance: Duration) throws(WebhookRefusal) {
        let age = now.timeIntervalSince(date)
        // Written so that what is not a number is refused.
        guard age <= tolerance / .seconds(1) else {
            throw WebhookRefusal(.tooOld, "The delivery was signed more than \(tolerance) ago: it is late or replayed.")
        }
        guard -age <= tolerance / .seconds(1) else {
            throw WebhookRefusal(.tooNew, "The delivery was signed more than \(tolerance) ahead: a clock is wrong.")
        }
    }

    private static func value(of character: UInt8) -> Int64? {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return digits.contains(character) ? Int64(character - digits.lowerBound) : nil
    }
}
