import ArgumentParser

/// Ages as the command line takes and shows them.
enum Age {
    private static let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400]
    /// A hundred years.
    private static let most: Int64 = 36_500 * 86_400

    /// Reads a whole number of minutes, hours or days, such as `90m`, `12h` or `7d`.
    static func parse(_ text: String) throws -> Duration {
        let digits = text.dropLast()
        guard let unit = text.last.flatMap({ units[$0] }),
            digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let count = Int64(digits), (1...most / unit).contains(count)
        else {
            throw ValidationError("An age is a whole number of minutes, hours or days, such as 90m, 12h or 7d.")
        }
        return .seconds(count * unit)
    }

    /// An age in its largest unit and the next, cut off: `9d 3h`, `45m`.
    static func text(seconds: Int64) -> String {
        let minutes = seconds / 60
        let parts = [(minutes / 1440, "d"), (minutes / 60 % 24, "h"), (minutes % 60, "m")].drop { $0.0 == 0 }.prefix(2)
        let words = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }
        return words.isEmpty ? "0m" : words.joined(separator: " ")
    }
}
