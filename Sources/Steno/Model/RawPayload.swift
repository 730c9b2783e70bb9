public import Foundation

/// A provider's own payload, kept as the bytes received.
///
/// The JSON form is the text as a string or, for bytes that are not UTF-8, `{"base64": "…"}`.
public struct RawPayload: Sendable, Hashable, Codable {
    private struct Bytes: Codable {
        var base64: Data
    }

    /// The bytes.
    public var data: Data

    /// Keeps the bytes.
    public init(_ data: Data) {
        self.data = data
    }

    /// Reads the payload as JSON of the caller's type.
    ///
    /// - Throws: `DecodingError` when the bytes have another shape.
    public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: data)
    }

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            data = Data(text.utf8)
        } else {
            data = try container.decode(Bytes.self).base64
        }
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let text = String(validating: data, as: UTF8.self) {
            try container.encode(text)
        } else {
            try container.encode(Bytes(base64: data))
        }
    }
}
