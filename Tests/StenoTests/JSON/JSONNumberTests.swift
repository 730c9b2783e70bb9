import Foundation
import Steno
import StenoTestSupport
import Testing

@Suite("JSON numbers")
struct JSONNumberTests {
    @Test(
        "Whole numbers are read however they are written",
        arguments: [
            ("0", 0), ("-0", 0), ("0.0", 0), ("0e99", 0), ("12", 12), ("12.0", 12), ("1.2e1", 12), ("120E-1", 12),
            ("-7", -7),
            ("1e+2", 100), ("1e0", 1), ("1e000000000000002", 100), ("999999999999999999", 999_999_999_999_999_999),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775807.000", .max),
            ("9007199254740993.00", 9_007_199_254_740_993), ("922337203685477580.7e1", .max),
            ("12.00000000000000000000000000000", 12), ("1000000000000000000000e-20", 10),
        ]
    )
    func whole(text: String, value: Int) throws {
        #expect(try read(Int.self, text) == value)
        #expect(try read(JSONValue.self, text) == .integer(value))
    }

    @Test(
        "What is not whole, or does not fit, is no Int",
        arguments: [
            "1.5", "0.1", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e400", "1e-400",
            "123456789012345678901234567890", "1e99999999999999999999", "1e-99999999999999999999",
        ]
    )
    func notWhole(text: String) {
        let error = #expect(throws: JSONReadingError.self) { try read(Int.self, text) }
        #expect(error?.problem == .numberOutOfRange)
    }

    @Test(
        "Doubles are rounded correctly",
        arguments: [
            "0", "-0.0", "0.98", "1", "1e0", "123456.789", "1e22", "1e23", "9007199254740993", "9007199254740993e1",
            "0.1e-6", "1.7976931348623157e308", "4.9e-324", "2.2250738585072011e-308", "1e-400", "0.3", "2.675",
            "0.9812345504760742", "1.2000000000000002", "0.98123455047607421875", "179.99999999999997", "8.5e-21",
            "9999999999999999999", "0.9999999999999999999", "1844674407370955161.5", "0.5000000000000000001",
            "9007199254740992.5", "9007199254740993.5", "1.00000000000000011102230246251565404", "1e-22", "1e-23",
        ]
    )
    func doubles(text: String) throws {
        let value = try #require(try read(Double.self, text))
        #expect(value.bitPattern == Double(text)?.bitPattern)
    }

    @Test("Random doubles are rounded as the standard library does")
    func randomDoubles() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let digits = String(UInt64.random(in: 1...UInt64.max, using: &random)).prefix(
                Int.random(in: 1...20, using: &random)
            )
            let point = digits.index(digits.startIndex, offsetBy: Int.random(in: 0...digits.count, using: &random))
            let whole = digits[..<point].drop { $0 == "0" }
            var text = (whole.isEmpty ? "0" : whole) + (point < digits.endIndex ? "." + digits[point...] : "")
            if Bool.random(using: &random) { text += "e\(Int.random(in: -30...30, using: &random))" }
            let value = try #require(try read(Double.self, String(text)))
            #expect(value.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }

    @Test("Numbers halfway between two doubles go to the even one")
    func halves() throws {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<5000 {
            // 2^53 to 2^54: there every second whole number is a double, and .0 to the odd ones is halfway.
            let number = UInt64.random(in: 1 << 53...1 << 54, using: &random) | 1
            for text in ["\(number)", "\(number).0", "\(number).1", "\(number - 1).9", "\(number / 10).\(number % 10)"]
            {
                #expect(try read(Double.self, text)?.bitPattern == Double(text)?.bitPattern, "\(text)")
            }
        }
    }

    @Test("Numbers too large for a Double are refused", arguments: ["1e309", "-1e309", "1e99999999999999999999"])
    func tooLarge(text: String) {
        let error = #expect(throws: JSONReadingError.self) { try read(Double.self, text) }
        #expect(error?.problem == .numberOutOfRange)
        #expect(throws: JSONReadingError.self) { try read(JSONValue.self, text) }
    }

    @Test(
        "What the grammar does not allow is refused",
        arguments: [
            "01", "-01", "+1", "-", "--1", ".5", "1.", "1.e2", "1e", "1e+", "1ee2", "1.2.3", "0x10", "1_000", "NaN",
            "Infinity", "-Infinity", "1,", "١",
        ]
    )
    func malformed(text: String) {
        #expect(throws: JSONReadingError.self) { try read(Double.self, text) }
        #expect(throws: JSONReadingError.self) { try read(JSONValue.self, text) }
        #expect(throws: JSONReadingError.self) { try read(JSONValue.self, "[\(text)]") }
    }

    private func read<Value: JSONReadable>(_ type: Value.Type, _ text: String) throws -> Value? {
        try JSONReader.read(type, from: Data(text.utf8))
    }
}
