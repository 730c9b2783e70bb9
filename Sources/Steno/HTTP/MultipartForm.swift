import Foundation

/// A form of named values and files, as `multipart/form-data` of RFC 7578.
///
/// It is sent as it is read, with a length known beforehand. The parts keep their order.
public struct MultipartForm: Sendable {
    private enum Piece: Sendable {
        case text(String)
        case body(HTTPRequestBody)
    }

    private let boundary: String
    private var pieces: [Piece] = []

    /// An empty form with a random boundary.
    public init() {
        let random = (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }
        self.init(boundary: "steno-" + random.joined())
    }

    /// An empty form with a chosen boundary.
    ///
    /// - Parameter boundary: 1 to 70 letters, digits and hyphens that occur in none of the parts.
    public init(boundary: String) {
        self.boundary = boundary
    }

    /// Adds a value as text.
    public mutating func append(_ value: String, name: String) {
        pieces.append(.text("--\(boundary)\r\n\(disposition(name))\r\n\r\n\(value)\r\n"))
    }

    /// Adds a file.
    ///
    /// - Parameters:
    ///   - body: Its bytes.
    ///   - name: The name of the field.
    ///   - fileName: The name the service is told.
    ///   - contentType: Its media type, such as `audio/mpeg`.
    public mutating func append(_ body: HTTPRequestBody, name: String, fileName: String, contentType: String) {
        let type = contentType.filter { !$0.isNewline }
        let fields = "\(disposition(name)); filename=\"\(quoted(fileName))\"\r\nContent-Type: \(type)"
        pieces.append(.text("--\(boundary)\r\n\(fields)\r\n\r\n"))
        pieces.append(.body(body))
        pieces.append(.text("\r\n"))
    }

    /// The value of the request's `Content-Type` field.
    public var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// The form as a request's body.
    public var body: HTTPRequestBody {
        let bodies = pieces.map { piece in
            switch piece {
            case .text(let text): HTTPRequestBody.data(Data(text.utf8))
            case .body(let body): body
            }
        }
        return HTTPRequestBody(joining: bodies + [.data(Data("--\(boundary)--\r\n".utf8))])
    }

    private func disposition(_ name: String) -> String {
        "Content-Disposition: form-data; name=\"\(quoted(name))\""
    }

    /// A name as browsers write it: the three characters that could end it are percent-encoded, all else is UTF-8.
    private func quoted(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"": result += "%22"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension HTTPRequestBody {
    /// Bodies one after the other.
    fileprivate init(joining bodies: [HTTPRequestBody]) {
        var (parts, watchers, length): ([BodyPart], [BodyWatcher], Int64) = ([], [], 0)
        var isAtHand = true
        for body in bodies {
            if case .parts(let more) = body.content { parts += more } else { isAtHand = false }
            watchers += body.watchers.map {
                BodyWatcher(start: $0.start + length, length: $0.length, report: $0.report)
            }
            length += body.length
        }
        if isAtHand {
            self.init(parts: parts, watchers: watchers)
        } else {
            self.init(length: length) { HTTPBody(JoinedPieces(parts: try bodies.map { try $0.open() })) }
        }
    }
}

/// Bodies one after the other.
private struct JoinedPieces: AsyncSequence, Sendable {
    let parts: [HTTPBody]

    func makeAsyncIterator() -> Iterator { Iterator(rest: parts[...]) }

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<HTTPBody>
        var current: HTTPBody.Iterator?

        mutating func next() async throws -> Data? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? {
            while true {
                if let piece = try await current?.next(isolation: actor) { return piece }
                current = rest.popFirst()?.makeAsyncIterator()
                if current == nil { return nil }
            }
        }
    }
}
