public import Foundation
public import Steno

/// Exchanges with a service, kept as a fixture: without secrets, and without the audio that was sent.
///
/// As a file it is JSON that a person can read, check and correct.
public struct HTTPRecording: Sendable, Hashable, Codable {
    /// A header field.
    public struct Field: Sendable, Hashable, Codable {
        /// Its name, in lower case.
        public var name: String
        /// Its value.
        public var value: String

        /// Describes a field.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What was sent.
    public struct Request: Sendable, Hashable, Codable {
        /// The method.
        public var method: String
        /// The address in full.
        public var url: String
        /// The header fields, in order.
        public var fields: [Field]
        /// The body, where it is text; nil where there was none, and for audio.
        public var body: String?
        /// The length of the body in bytes, as it was sent.
        public var bodyLength: Int?

        /// Describes a request.
        public init(
            method: String,
            url: String,
            fields: [Field] = [],
            body: String? = nil,
            bodyLength: Int? = nil
        ) {
            self.method = method
            self.url = url
            self.fields = fields
            self.body = body
            self.bodyLength = bodyLength
        }
    }

    /// What was answered.
    public struct Answer: Sendable, Hashable, Codable {
        /// The status.
        public var status: Int
        /// The header fields, in order; those of the transfer, such as its encoding, are left out.
        public var fields: [Field]
        /// The body.
        public var body: RawPayload

        /// Describes an answer.
        public init(status: Int, fields: [Field] = [], body: RawPayload = RawPayload(Data())) {
            self.status = status
            self.fields = fields
            self.body = body
        }
    }

    /// A request and its answer.
    public struct Exchange: Sendable, Hashable, Codable {
        /// What was sent.
        public var request: Request
        /// What was answered.
        public var answer: Answer

        /// Describes an exchange.
        public init(request: Request, answer: Answer) {
            self.request = request
            self.answer = answer
        }
    }

    /// Where the exchanges come from, for whoever reads the file.
    public var source: String
    /// The exchanges, in the order of their requests.
    public var exchanges: [Exchange]

    /// Describes a recording.
    public init(source: String, exchanges: [Exchange] = []) {
        self.source = source
        self.exchanges = exchanges
    }

    /// Reads a recording from a file.
    ///
    /// - Throws: What reading the file throws, and `DecodingError` when it is no recording.
    public init(contentsOf file: URL) throws {
        self = try JSONDecoder().decode(Self.self, from: try Data(contentsOf: file))
    }

    /// Writes the recording to a file, in place of what was there.
    ///
    /// - Throws: What writing the file throws.
    public func write(to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (try encoder.encode(self) + Data("\n".utf8)).write(to: file, options: .atomic)
    }
}
