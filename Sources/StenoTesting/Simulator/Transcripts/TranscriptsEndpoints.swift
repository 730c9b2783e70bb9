import Foundation
import Steno
import Synchronization

/// The webhook endpoints registered for the whole account.
final class TranscriptsEndpoints: Sendable {
    struct Endpoint: Sendable {
        var id: String
        var number: Int
        var url: URL
        var events: [String]
        var description: String?
        var secret: String
        var createdAt: Date

        /// The object on the wire; the secret is shown only when it is made.
        func json(showingSecret: Bool) -> JSONValue {
            var members: [String: JSONValue] = [
                "id": .string(id),
                "url": .string(url.absoluteString),
                "events": .array(events.map { .string($0) }),
                "created": TranscriptsWire.seconds(createdAt),
            ]
            if let description { members["description"] = .string(description) }
            if showingSecret { members["secret"] = .string(secret) }
            return .object(members)
        }
    }

    private let agenda: Agenda
    private let state = Mutex<(number: Int, endpoints: [Endpoint])>((0, []))

    init(agenda: Agenda) {
        self.agenda = agenda
    }

    var all: [Endpoint] { state.withLock { $0.endpoints } }

    func create(_ exchange: Exchange) async throws -> Answer {
        guard let body = try await exchange.jsonObject() else {
            throw Refusal(400, "invalid_json", "The body must be a JSON object.")
        }
        guard let text = body.given("url")?.string else {
            throw TranscriptsRequest.missing("url", "url is required.")
        }
        guard WebAddress.isSecure(text), let url = URL(string: text) else {
            throw Refusal(400, "invalid_value", "url must be https.", issues: [.init(field: "url", message: "")])
        }
        let events = body.given("events")?.array?.compactMap(\.string) ?? []
        guard !events.isEmpty else {
            throw TranscriptsRequest.missing("events", "events is required.")
        }
        let endpoint = state.withLock { state in
            state.number += 1
            let endpoint = Endpoint(
                id: Identifier.hex("wh_", count: 24),
                number: state.number,
                url: url,
                events: events,
                description: body.given("description")?.string,
                secret: Identifier.hex("whsec_"),
                createdAt: agenda.date
            )
            state.endpoints.append(endpoint)
            return endpoint
        }
        return .json(endpoint.json(showingSecret: true), status: 201)
    }

    func list(_ exchange: Exchange) throws -> Answer {
        let limit = min(100, try exchange.int("limit", 1...Int.max, default: 25))
        guard let page = Page(of: all, number: \.number, after: exchange.query["cursor"], limit: limit) else {
            throw Refusal(
                400,
                "invalid_cursor",
                "The cursor is invalid.",
                issues: [.init(field: "cursor", message: "")]
            )
        }
        return .json(TranscriptsWire.list(page.elements.map { $0.json(showingSecret: false) }, next: page.next))
    }

    func delete(_ exchange: Exchange) throws -> Answer {
        let id = exchange.parameters[0]
        let isKnown = state.withLock { state in
            defer { state.endpoints.removeAll { $0.id == id } }
            return state.endpoints.contains { $0.id == id }
        }
        guard isKnown else { throw Refusal(404, "webhook_not_found", "No such webhook endpoint.") }
        return Answer(status: 204)
    }

    func clear() {
        state.withLock { $0 = (0, []) }
    }
}
