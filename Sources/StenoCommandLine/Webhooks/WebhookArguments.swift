import ArgumentParser
import Foundation
import HTTPTypes

extension HTTPField {
    /// Reads a header of the command line, `Name: value`.
    ///
    /// - Throws: `ValidationError` that says what is wrong, without the value, which may be a secret.
    init(argument text: String) throws {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            throw ValidationError("One of the headers has no colon; give each as 'Name: value'.")
        }
        let name = String(text[..<colon])
        guard let fieldName = Name(name) else {
            throw ValidationError("'\(name.printable)' cannot be a header's name; give each header as 'Name: value'.")
        }
        let value = text[text.utf8.index(after: colon)...].trimmingCharacters(in: CharacterSet(charactersIn: " \t"))
        guard Self.isValidValue(value) else {
            throw ValidationError(
                "The value of the header \(name) holds a line break or another control character; give one header with "
                    + "each --header, without what ends its line."
            )
        }
        self.init(name: fieldName, value: value)
    }
}

/// A moment as Unix seconds or ISO 8601.
struct MomentArgument: ExpressibleByArgument, Equatable {
    let date: Date

    init?(argument: String) {
        if argument.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(argument) {
            // No later than the year 9999, which is as far as dates are written.
            guard seconds < 253_402_300_800 else { return nil }
            date = Date(timeIntervalSince1970: Double(seconds))
            return
        }
        let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
        guard let date = styles.lazy.compactMap({ try? $0.parse(argument) }).first else { return nil }
        self.date = date
    }
}
