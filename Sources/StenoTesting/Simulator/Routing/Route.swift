import Foundation
import HTTPTypes

/// A method and a path, with the handler for it.
struct Route: Sendable {
    typealias Handler = @Sendable (Exchange) async throws -> Answer

    /// Whether a key is asked for.
    enum Access: Sendable {
        case key
        case open
    }

    let method: HTTPRequest.Method
    /// The path after the service's prefix.
    ///
    /// A segment in braces stands for any one segment that is not empty. A final slash
    /// counts.
    let pattern: String
    let access: Access
    let handler: Handler
    private let segments: [Substring]

    init(_ method: HTTPRequest.Method, _ pattern: String, access: Access = .key, _ handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.handler = handler
        self.segments = pattern.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// The route as it is written in faults and logs.
    var name: String { "\(method.rawValue) \(pattern)" }

    /// The values of the placeholders, if the path is one of this route's.
    func match(_ path: String) -> [String]? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == segments.count else { return nil }
        var values: [String] = []
        for (part, segment) in zip(parts, segments) {
            if segment.hasPrefix("{") {
                guard !part.isEmpty, let value = part.removingPercentEncoding else { return nil }
                values.append(value)
            } else if part != segment {
                return nil
            }
        }
        return values
    }
}
