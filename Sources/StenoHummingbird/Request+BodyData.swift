import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The bytes of the body; nil where there are more than are allowed.
    ///
    /// A body whose length is said is refused before any of it is read, and any other as soon as it is too long.
    func bodyData(upTo limit: Int) async throws -> Data? {
        let length = headers[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= limit else { return nil }
        // No more is set aside for what is said to come than for what is likely to.
        var data = Data(capacity: min(max(length, 0), 64 << 10))
        for try await chunk in body {
            guard chunk.readableBytes <= limit - data.count else { return nil }
            data.append(contentsOf: chunk.readableBytesView)
        }
        return data
    }
}
