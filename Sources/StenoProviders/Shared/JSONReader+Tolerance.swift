import Foundation

/// Reads that take what is meant where services differ, or where nobody documents the shape.
///
/// What cannot be taken is nil and left to be skipped; that it is JSON is checked in any case.
extension JSONReader {
    /// A string; nil for anything else.
    mutating func readText() -> String? {
        peek() == .string ? (try? readString()) : nil
    }

    /// A string, or a whole number as its digits; nil for anything else.
    mutating func readTextOrDigits() -> String? {
        switch peek() {
        case .string: try? readString()
        case .number: (try? readInt()).map(String.init)
        default: nil
        }
    }

    /// A number, or a string that holds one; nil for anything else.
    mutating func readNumber() -> Double? {
        switch peek() {
        case .number: try? readDouble()
        case .string: readText().flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
        default: nil
        }
    }

    /// A whole number, or a string that holds one; nil for anything else.
    mutating func readWholeNumber() -> Int? {
        switch peek() {
        case .number: try? readInt()
        case .string: readText().flatMap { Int($0) }
        default: nil
        }
    }

    /// A moment, counted from the beginning of 1970 in parts of a second; nil for anything else, and for moments before
    /// the year 1 or after the year 9999, which have no written form.
    mutating func readDate(perSecond parts: Double) -> Date? {
        guard let count = readNumber() else { return nil }
        let seconds = count / parts
        return (-62_135_596_800..<253_402_300_800).contains(seconds) ? Date(timeIntervalSince1970: seconds) : nil
    }

    /// The elements of an array that are objects; none for anything else.
    mutating func readObjects<Element: JSONReadable>(_ type: Element.Type) throws -> [Element] {
        guard peek() == .array else { return [] }
        var elements: [Element] = []
        try forEachElement { json in
            if json.peek() == .object { elements.append(try Element(from: &json)) }
        }
        return elements
    }

    /// The strings of an array; none for anything else.
    mutating func readStrings() throws -> [String] {
        guard peek() == .array else { return [] }
        return try readArray { json in json.readText() }.compactMap { $0 }
    }
}
