import Foundation
import HTTPTypes
import HTTPTypesFoundation
import Steno

/// Posts the bodies of webhooks; follows no redirect.
struct WebhookSender: Sendable {
    private let transport: URLSessionTransport

    init(timeout: Duration) {
        transport = URLSessionTransport(idleLimit: timeout)
    }

    /// Posts a body.
    ///
    /// - Returns: the status, or nil when there was no answer.
    func send(_ body: Data, fields: [String: String], to url: URL) async -> Int? {
        var request = HTTPRequest(method: .post, url: url)
        for case (let name?, let value) in fields.map({ (HTTPField.Name($0.key), $0.value) }) {
            request.headerFields[name] = value
        }
        return try? await transport.send(request, body: .data(body)).head.status.code
    }
}
