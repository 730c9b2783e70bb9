/// The path of a call, below the service's base URL.
///
/// It is kept as it is written, so a final slash stays where there is one and none is added. What comes from outside goes
/// in through ``appending(id:)`` alone.
///
/// ```swift
/// let path = try HTTPPath("/v1/transcriptions").appending(id: job.rawValue).appending("/transcript")
/// ```
public struct HTTPPath: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The path, percent-encoded, with the slash in front.
    let encoded: String

    /// A path written in the source.
    ///
    /// - Parameter literal: The path, percent-encoded where needed; a missing slash in front is added.
    public init(_ literal: StaticString) {
        let literal = "\(literal)"
        encoded = literal.hasPrefix("/") ? literal : "/" + literal
    }

    /// A path written in the source, like ``init(_:)``.
    public init(stringLiteral value: StaticString) {
        self.init(value)
    }

    private init(encoded: String) {
        self.encoded = encoded
    }

    /// This path and one more segment that came from outside, such as a job's id.
    ///
    /// Everything but letters, digits and `-._~` is percent-encoded, so an id is never more than one segment.
    /// - Parameters:
    ///   - id: The id.
    ///   - provider: Whose id it is, for the error to name.
    /// - Returns: The longer path.
    /// - Throws: ``TranscriptionError/Code/invalidRequest`` for an empty id, for `.` and for `..`, which servers take out of
    ///   a path even where they are encoded.
    public func appending(id: String, of provider: ProviderID? = nil) throws -> HTTPPath {
        guard !["", ".", ".."].contains(id) else {
            throw TranscriptionError(.invalidRequest, "An id must not be empty, \".\" or \"..\".", provider: provider)
        }
        return HTTPPath(encoded: (encoded.hasSuffix("/") ? encoded : encoded + "/") + id.percentEncoded)
    }

    /// This path and more of it, exactly as written.
    public func appending(_ literal: StaticString) -> HTTPPath {
        HTTPPath(encoded: encoded + "\(literal)")
    }
}

extension String {
    /// The string with every byte encoded but letters, digits and `-._~` (RFC 3986, unreserved characters).
    var percentEncoded: String {
        var encoded = ""
        encoded.reserveCapacity(utf8.count)
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0" + digits : "%" + digits
            }
        }
        return encoded
    }
}
