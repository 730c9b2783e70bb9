import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Steno

/// The context of a request: besides what Hummingbird keeps, the connection, which a fault may cut.
struct SimulatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.channel = source.channel
    }
}

/// Brings a request to the route it asks for, through the faults set for it.
///
/// The router of Hummingbird takes a path with and without a final slash for the same. Some of the services do not, so paths
/// are matched here.
struct Dispatcher: HTTPResponder {
    typealias Context = SimulatorContext

    let services: [any SimulatedService]
    let control: Control
    let faults: FaultList
    let journal: Journal
    let agenda: Agenda
    let configuration: SimulatorConfiguration

    func respond(to request: Request, context: SimulatorContext) async throws -> Response {
        let whole = request.head.path ?? "/"
        let path = String(whole.prefix { $0 != "?" })
        let prefix = String(path.dropFirst().prefix { $0 != "/" })
        let rest = String(path.dropFirst(prefix.count + 1))
        for service in services {
            guard let routes = service.routes[prefix] else { continue }
            return await serve(request, of: service, prefix: prefix, path: rest, routes: routes, context: context)
        }
        let exchange = Exchange(request, path: path, route: control.index, parameters: [], configuration)
        return await control.answer(to: exchange, path: path).response()
    }

    private func serve(
        _ request: Request,
        of service: any SimulatedService,
        prefix: String,
        path: String,
        routes: [Route],
        context: SimulatorContext
    ) async -> Response {
        let found = Self.find(request.method, path, in: routes)
        let exchange = Exchange(request, path: path, route: found.route, parameters: found.parameters, configuration)
        let number = journal.begin(exchange, service: service.id)
        let active = faults.take(
            service: service.id,
            method: request.method.rawValue,
            route: found.route.pattern,
            path: path
        )
        let run = FaultRun(faults: active, agenda: agenda, channel: context.channel)
        var answer: Answer
        do {
            if let early = try await run.before(service: service, exchange: exchange) {
                answer = early
            } else {
                answer = await Self.answer(exchange, of: service)
            }
            service.finish(&answer, exchange: exchange)
            let response = try await run.after(answer)
            journal.end(number, status: answer.status)
            log(request, prefix: prefix, path: path, outcome: "\(answer.status)", faults: active)
            return response
        } catch {
            journal.end(number, status: nil)
            log(request, prefix: prefix, path: path, outcome: "connection cut", faults: active)
            await run.cut()
            return Response(status: .internalServerError)
        }
    }

    private static func answer(_ exchange: Exchange, of service: any SimulatedService) async -> Answer {
        do {
            if exchange.route.access == .key { try service.authorize(exchange) }
            return try await exchange.route.handler(exchange)
        } catch let refusal as Refusal {
            return service.answer(to: refusal, exchange: exchange)
        } catch let parameter as InvalidParameter {
            let issue = Refusal.Issue(field: parameter.name, message: parameter.message)
            var refusal = service.refusal(status: 400)
            refusal.message = "\(parameter.name) \(parameter.message)"
            refusal.issues = [issue]
            return service.answer(to: refusal, exchange: exchange)
        } catch {
            return service.answer(to: service.refusal(status: 500), exchange: exchange)
        }
    }

    private static func find(
        _ method: HTTPRequest.Method,
        _ path: String,
        in routes: [Route]
    ) -> (route: Route, parameters: [String]) {
        let matching = routes.lazy.compactMap { route in route.match(path).map { (route: route, parameters: $0) } }
        if let found = matching.first(where: { $0.route.method == method }) { return found }
        let allowed = matching.map(\.route.method.rawValue)
        let isKnown = !allowed.isEmpty
        let list = allowed.joined(separator: ", ")
        let nothing = Route(method, path, access: .open) { _ in
            guard isKnown else { throw Refusal(404, "not_found", "There is nothing at this path.") }
            var refusal = Refusal(405, "method_not_allowed", "This method is not allowed here.")
            refusal.fields = [("Allow", list)]
            throw refusal
        }
        return (nothing, [])
    }

    private func log(_ request: Request, prefix: String, path: String, outcome: String, faults: [SimulatorFault]) {
        let kinds = faults.isEmpty ? "" : " (fault: \(faults.map(\.kind.name).joined(separator: ", ")))"
        configuration.logger.info("\(request.method.rawValue) /\(prefix)\(path) \(outcome)\(kinds)")
    }
}

extension Exchange {
    fileprivate init(
        _ request: Request,
        path: String,
        route: Route,
        parameters: [String],
        _ configuration: SimulatorConfiguration
    ) {
        let query = (request.head.path ?? "").split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let items = URLComponents(string: "/?" + query)?.queryItems ?? []
        self.init(
            request: request,
            route: route,
            parameters: parameters,
            path: path,
            query: Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first },
            requestID: UUID().uuidString.lowercased(),
            configuration: configuration
        )
    }
}
