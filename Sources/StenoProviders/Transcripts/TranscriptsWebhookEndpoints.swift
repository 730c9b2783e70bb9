public import Foundation
import HTTPTypes

/// A webhook of the whole account, which is told of events of every transcript.
public struct TranscriptsWebhookEndpoint: Sendable, Hashable, Identifiable {
    /// The id, such as `wh_…`.
    public var id: String
    /// Where deliveries go.
    public var url: URL?
    /// The events it is told of.
    public var events: [String] = []
    /// What it is for, in the owner's words.
    public var description: String?
    /// What deliveries are signed with; shown only when the endpoint is created.
    ///
    /// To change it, create another endpoint and delete this one.
    public var secret: Secret?
    /// When it was created.
    public var created: Date?
}

extension Transcripts {
    /// Registers a webhook for the whole account (`POST /v1/webhooks`).
    ///
    /// - Parameters:
    ///   - url: Where deliveries go; https, unless the service is on this machine.
    ///   - events: The events to be told of, such as `transcript.completed`.
    ///   - description: What it is for.
    /// - Returns: The endpoint with its secret, which the service never shows again.
    /// - Throws: ``TranscriptionError``; `invalidRequest` before any network call.
    public func createWebhookEndpoint(
        url: URL,
        events: [String] = ["transcript.completed"],
        description: String? = nil
    ) async throws -> TranscriptsWebhookEndpoint {
        var rules = RequestRules(of: id)
        rules.webURL(url, "url", httpsOnly: !configuration.baseURL.isLoopbackAddress)
        rules.need(!events.isEmpty, "events", "must name at least one event")
        try rules.check()
        var call = HTTPCall(.post, "/v1/webhooks", operation: "createWebhook")
        call.setJSON(try JSONEncoder.wire.encode(CreateBody(url: url, events: events, description: description)))
        let key = configuration.makeIdempotencyKey?()
        call.setIdempotencyKey(key)
        call.repetition = key == nil ? .ifRefused : .always
        return try await http.send(call).read(TranscriptsWebhookEndpoint.self, of: id)
    }

    /// The account's webhooks (`GET /v1/webhooks`), page after page, as far as the caller reads.
    public func webhookEndpoints() -> PageSequence<TranscriptsWebhookEndpoint> {
        PageSequence(of: id) { cursor in
            var call = HTTPCall(.get, "/v1/webhooks", operation: "webhooks")
            if let cursor { call.query = [URLQueryItem(name: "cursor", value: cursor)] }
            let page = try await http.send(call).read(TranscriptsWebhookEndpointList.self, of: Self.id)
            return (page.endpoints, page.hasMore == false ? nil : page.nextCursor)
        }
    }

    /// Ends a webhook of the account (`DELETE /v1/webhooks/{id}`).
    ///
    /// Deleting what is gone already succeeds.
    public func deleteWebhookEndpoint(id: String) async throws {
        let path = try HTTPPath("/v1/webhooks").appending(id: id, of: Transcripts.id)
        var call = HTTPCall(.delete, path, operation: "deleteWebhook")
        call.expected = [404]
        _ = try await http.send(call)
    }
}

private struct CreateBody: Encodable {
    var url: URL
    var events: [String]
    var description: String?
}

/// The list of endpoints, in the service's form of a list.
struct TranscriptsWebhookEndpointList: JSONReadable {
    var endpoints: [TranscriptsWebhookEndpoint] = []
    var hasMore: Bool?
    var nextCursor: String?

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "data": endpoints = try json.readObjects(TranscriptsWebhookEndpoint.self)
            case "has_more": hasMore = try? json.readBool()
            case "next_cursor": nextCursor = json.readTextOrDigits()
            default: break
            }
        }
    }
}

extension TranscriptsWebhookEndpoint: JSONReadable {
    package init(from json: inout JSONReader) throws {
        id = ""
        try json.readObject { key, json in
            switch key {
            case "id": id = json.readTextOrDigits() ?? ""
            case "url": url = json.readText().flatMap { URL(string: $0) }
            case "events": events = try json.readStrings()
            case "description": description = json.readText()
            case "secret": secret = json.readText().map { Secret($0) }
            case "created": created = json.readDate(perSecond: 1)
            default: break
            }
        }
        guard !id.isEmpty else { throw json.missing("id") }
    }
}
