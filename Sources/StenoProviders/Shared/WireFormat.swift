import Foundation
import HTTPTypes

extension JSONEncoder {
    /// The encoder of request bodies: members sorted by name, so that a repeated attempt has the same bytes.
    static var wire: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension Date {
    /// Reads a moment as services write it: ISO 8601 with or without a fraction of a second; without an offset it is UTC.
    init?(wire text: String) {
        for style in [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()] {
            for text in [text, text + "Z"] {
                guard let date = try? style.parse(text) else { continue }
                self = date
                return
            }
        }
        return nil
    }

    /// This moment as ISO 8601 in UTC, to the second.
    var wire: String { formatted(Date.ISO8601FormatStyle()) }
}

extension HTTPAnswer {
    /// Reads the body.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidResponse`, which tells where the body is not what it should be. What
    ///   is no JSON at all was cut off or changed on the way, so a call that may be repeated may succeed later.
    func read<Value: JSONReadable>(_ type: Value.Type, of provider: ProviderID) throws -> Value {
        do {
            return try JSONReader.read(type, from: body)
        } catch {
            throw TranscriptionError(
                .invalidResponse,
                "\(provider) answered with something else than was expected: \(error).",
                provider: provider,
                httpStatus: head.status.code,
                requestID: requestID,
                isRetryable: (error as? JSONReadingError)?.isOfTheText ?? false,
                underlying: error
            )
        }
    }
}

extension JSONReadingError {
    /// Whether the text is no JSON, and not only JSON of another shape.
    fileprivate var isOfTheText: Bool {
        switch problem {
        case .malformed, .truncated: true
        case .mismatch, .numberOutOfRange, .missing, .nestedTooDeeply: false
        }
    }
}
