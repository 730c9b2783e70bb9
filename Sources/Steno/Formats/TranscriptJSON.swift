public import Foundation

extension Transcript {
    /// Writes everything as JSON: the `Codable` form, which `JSONDecoder` reads back.
    ///
    /// Keys are sorted, so that equal transcripts make equal bytes. Times are seconds. What is unknown is left out.
    ///
    /// - Parameter pretty: whether to write each member on its own line.
    /// - Returns: the JSON in UTF-8.
    /// - Throws: ``TranscriptionError`` of code ``TranscriptionError/Code/invalidRequest`` when a number is infinite or not a
    ///   number.
    public func json(pretty: Bool = false) throws -> Data {
        try JSONText.encode(self, pretty: pretty)
    }
}

enum JSONText {
    static func encode(_ value: some Encodable, pretty: Bool) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        do {
            return try encoder.encode(value)
        } catch {
            throw TranscriptionError(.invalidRequest, "The transcript cannot be written as JSON.", underlying: error)
        }
    }
}
