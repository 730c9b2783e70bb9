import Foundation
import HTTPTypes
import Steno

/// The routes outside the services, by which a program is told what to do.
///
/// | route | does |
/// |---|---|
/// | `GET /` | tells what is served |
/// | `GET /control/faults` | lists the faults left |
/// | `POST /control/faults` | sets a fault, or an array of them |
/// | `DELETE /control/faults` | takes them all back |
/// | `POST /control/jobs` | sets what becomes of the next job of a service, or an array of that |
/// | `GET /control/jobs?service=…` | tells which jobs of a service have ended, and when |
/// | `POST /control/advance` | `{"seconds": 3}`: lets scripted time pass |
/// | `GET /control/requests` | the requests that came |
/// | `GET /control/deliveries` | the webhooks that were sent |
/// | `POST /control/reset` | forgets everything |
struct Control: Sendable {
    let simulator: Simulator

    /// Stands for the route of a request to none of the services.
    let index = Route(.get, "/", access: .open) { _ in Answer(status: 404) }

    func answer(to exchange: Exchange, path: String) async -> Answer {
        do {
            switch (exchange.method, path) {
            case (.get, "/"), (.get, "/control"), (.get, "/control/"): return .json(overview)
            case (.get, "/control/faults"): return .json(.array(simulator.faultsLeft.map(\.json)))
            case (.post, "/control/faults"):
                let faults = try ControlInput.items(await body(exchange)).map { try SimulatorFault(json: $0) }
                simulator.add(faults)
                return .json(.array(faults.map(\.json)), status: 201)
            case (.delete, "/control/faults"):
                simulator.removeFaults()
                return Answer(status: 204)
            case (.post, "/control/jobs"):
                for item in ControlInput.items(try await body(exchange)) {
                    let service = try ControlInput.service(item)
                    guard let service else { throw ControlInput.Failure("service is missing") }
                    simulator.script([try JobScript(json: item)], for: service)
                }
                return Answer(status: 204)
            case (.get, "/control/jobs"):
                let name = exchange.query["service"].map { JSONValue.string($0) } ?? .null
                guard let service = try ControlInput.service(.object(["service": name])) else {
                    throw ControlInput.Failure("service is missing")
                }
                return try .json(tree(simulator.endedJobs(of: service)))
            case (.post, "/control/advance"): return try await advance(try await body(exchange))
            case (.get, "/control/requests"): return try .json(tree(simulator.requests))
            case (.get, "/control/deliveries"): return try .json(tree(simulator.deliveries))
            case (.post, "/control/reset"):
                simulator.reset()
                return Answer(status: 204)
            default: return failure("There is nothing at this path.", status: 404)
            }
        } catch let error as ControlInput.Failure {
            return failure(error.message, status: 400)
        } catch {
            return failure("The request cannot be read.", status: 400)
        }
    }

    private func failure(_ message: String, status: Int) -> Answer {
        .json(.object(["error": .string(message)]), status: status)
    }

    private func body(_ exchange: Exchange) async throws -> JSONValue {
        guard let value = JSONValue.parse(try await exchange.body()) else {
            throw ControlInput.Failure("the body must be JSON")
        }
        return value
    }

    private func advance(_ body: JSONValue) async throws -> Answer {
        guard simulator.isScripted else { return failure("Time passes by itself here.", status: 409) }
        guard let seconds = body["seconds"]?.double, seconds >= 0 else {
            throw ControlInput.Failure("seconds must be a number that is not negative")
        }
        await simulator.advance(by: .seconds(seconds))
        return .json(.object(["now": .number(simulator.now / .seconds(1))]))
    }

    private func tree(_ records: some Encodable) throws -> JSONValue {
        JSONValue.parse(try JSONEncoder.steno.encode(records)) ?? .null
    }

    private var overview: JSONValue {
        .object([
            "services": .object(simulator.routeNames.mapValues { .array($0.map { .string($0) }) }),
            "control": .array(
                [
                    "GET /control/faults", "POST /control/faults", "DELETE /control/faults", "POST /control/jobs",
                    "GET /control/jobs", "POST /control/advance", "GET /control/requests", "GET /control/deliveries",
                    "POST /control/reset",
                ].map { .string($0) }
            ),
            "time": .string(simulator.isScripted ? "scripted" : "scaled"),
        ])
    }
}
