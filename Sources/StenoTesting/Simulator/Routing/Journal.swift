public import Foundation
import HTTPTypes
import HummingbirdCore
import Synchronization

/// A request that a simulator got; keys are not kept.
public struct SimulatedRequest: Sendable, Hashable, Codable {
    /// Which service it was sent to.
    public var service: SimulatorService
    /// The method.
    public var method: String
    /// The path after the service's prefix, as it came.
    public var path: String
    /// The path of the route that was found, with placeholders; the path itself when there was none.
    public var route: String
    /// The query, with percent-encoding undone.
    public var query: [String: String]
    /// The header fields, names in lower case; the values of `authorization` and `x-api-key` are `<redacted>`.
    public var fields: [String: String]
    /// The status answered; nil while there is none, and when the connection was cut.
    public var status: Int?
    /// When it came, by the simulator's clock.
    public var date: Date
}

/// Keeps the requests that came, the latest ten thousand of them.
final class Journal: Sendable {
    private let agenda: Agenda
    private let entries = Mutex<(first: Int, requests: [SimulatedRequest])>((0, []))

    init(agenda: Agenda) {
        self.agenda = agenda
    }

    var requests: [SimulatedRequest] { entries.withLock { $0.requests } }

    func begin(_ exchange: Exchange, service: SimulatorService) -> Int {
        var fields: [String: String] = [:]
        for field in exchange.request.headers {
            let name = field.name.canonicalName
            fields[name] = ["authorization", "x-api-key"].contains(name) ? "<redacted>" : field.value
        }
        let request = SimulatedRequest(
            service: service,
            method: exchange.method.rawValue,
            path: exchange.path,
            route: exchange.route.pattern,
            query: exchange.query,
            fields: fields,
            status: nil,
            date: agenda.date
        )
        return entries.withLock { entries in
            if entries.requests.count == 10_000 {
                entries.requests.removeFirst(1_000)
                entries.first += 1_000
            }
            entries.requests.append(request)
            return entries.first + entries.requests.count - 1
        }
    }

    func end(_ number: Int, status: Int?) {
        entries.withLock { entries in
            let index = number - entries.first
            if entries.requests.indices.contains(index) { entries.requests[index].status = status }
        }
    }

    func clear() {
        entries.withLock { entries in
            entries.first += entries.requests.count
            entries.requests = []
        }
    }
}
