/// Times as whole milliseconds, and as `HH:MM:SS,mmm`.
///
/// Nothing here depends on a locale, and hours take as many digits as they need.
enum TimeCode {
    /// The latest time that is told apart: some three thousand years.
    private static let latest = 1e11

    /// Rounds seconds to milliseconds, halves up; what is negative or not a number is 0.
    static func milliseconds(_ seconds: Double) -> Int {
        guard seconds > 0 else { return 0 }
        return Int((min(seconds, latest) * 1000).rounded())
    }

    static func seconds(_ milliseconds: Int) -> Double {
        Double(milliseconds) / 1000
    }

    /// `HH:MM:SS`, the separator and three more digits.
    static func string(_ milliseconds: Int, separator: String) -> String {
        let seconds = milliseconds / 1000
        let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }
        return parts.joined(separator: ":") + separator + padded(milliseconds % 1000, to: 3)
    }

    /// Seconds with exactly three decimals.
    static func decimal(_ milliseconds: Int) -> String {
        "\(milliseconds / 1000).\(padded(milliseconds % 1000, to: 3))"
    }

    /// Reads `[H…:]MM:SS[.mmm]` with a full stop or a comma; decimals after the third are dropped.
    static func parse(_ text: some StringProtocol) -> Int? {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let last = parts.last else { return nil }
        let fields = last.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
        guard fields.count <= 2, let seconds = number(fields[0], digits: 1...2), seconds < 60,
            let minutes = number(parts[parts.count - 2], digits: 1...2), minutes < 60,
            let hours = parts.count == 3 ? number(parts[0], digits: 1...8) : 0
        else { return nil }
        var fraction = 0
        if fields.count == 2 {
            let decimals = fields[1]
            guard let value = number(decimals.prefix(3), digits: 1...3), decimals.allSatisfy(isDigit) else {
                return nil
            }
            fraction = [100, 10, 1][min(decimals.count, 3) - 1] * value
        }
        return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static func number(_ bytes: some Collection<UInt8>, digits: ClosedRange<Int>) -> Int? {
        guard digits ~= bytes.count, bytes.allSatisfy(isDigit) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func padded(_ number: Int, to digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
