public import Foundation

extension JSONEncoder {
    /// An encoder for the documented JSON form: members sorted by name, slashes as they are, dates as ISO 8601 in UTC with
    /// milliseconds, such as `2026-08-01T09:30:00.250Z`.
    public static var steno: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            // The style cuts off what is below a millisecond, and most milliseconds are a little less as a Double.
            try container.encode(date.rounded.addingTimeInterval(0.000_2).formatted(milliseconds))
        }
        return encoder
    }
}

extension JSONDecoder {
    /// A decoder for the documented JSON form: dates are ISO 8601, with or without a fraction of a second, in UTC or with
    /// an offset, and are read to the millisecond.
    public static var steno: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            for style in [milliseconds, wholeSeconds] {
                if let date = try? style.parse(text) { return date.rounded }
            }
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not an ISO 8601 date")
        }
        return decoder
    }
}

extension Date {
    /// This date to the millisecond, as the same Double that the whole milliseconds since 1970 give.
    fileprivate var rounded: Date {
        Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded() / 1000)
    }
}

private let milliseconds = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
private let wholeSeconds = Date.ISO8601FormatStyle()
