public import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// All five services on loopback, served from memory by one application.
///
/// Each service is below a path of its own, so a client is pointed at `http://127.0.0.1:8080/soniox` in place of
/// `https://api.soniox.com`. The state is gone when the simulator is.
///
/// ```swift
/// let simulator = Simulator(configuration)
/// try await simulator.serve { address in
///     let soniox = simulator.url(of: .soniox, at: address)
///     // … create a job …
///     await simulator.advance(by: .seconds(3))
/// }
/// ```
public final class Simulator: Sendable {
    private let configuration: SimulatorConfiguration
    private let agenda: Agenda
    private let faults = FaultList()
    private let courier: Courier
    private let journal: Journal
    private let services: [any SimulatedService]

    /// Makes a simulator.
    public init(_ configuration: SimulatorConfiguration = .init()) {
        let agenda = Agenda(time: configuration.time)
        let courier = Courier(agenda: agenda, faults: faults, configuration: configuration)
        self.configuration = configuration
        self.agenda = agenda
        self.courier = courier
        journal = Journal(agenda: agenda)
        services = [
            SonioxSimulation(agenda: agenda, courier: courier, configuration: configuration),
            PyAISimulation(agenda: agenda, courier: courier, configuration: configuration),
            AitronosSimulation(agenda: agenda, courier: courier, configuration: configuration),
            TranscriptsSimulation(agenda: agenda, courier: courier, configuration: configuration),
            SpeechIsCheapSimulation(agenda: agenda, courier: courier, configuration: configuration),
        ]
    }

    /// Removes the uploads that were kept for a transcriber.
    deinit {
        for service in services { service.clear() }
    }

    // MARK: Serving

    /// Serves on a port of 127.0.0.1 while a closure runs.
    ///
    /// - Parameters:
    ///   - port: the port; 0 for one that is free.
    ///   - body: given the address of the server, without a final slash.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws, or ``SimulatorError``.
    public func serve<Result: Sendable>(
        port: Int = 0,
        while body: @Sendable @escaping (_ address: URL) async throws -> Result
    ) async throws -> Result {
        let (ports, opened) = AsyncStream.makeStream(of: Int.self)
        let application = application(port: port) { opened.yield($0) }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                defer { opened.finish() }
                do { try await application.run() } catch { throw SimulatorError(error, port: port) }
                return nil
            }
            group.addTask {
                for await port in ports {
                    guard let address = URL(string: "http://127.0.0.1:\(port)") else { continue }
                    return try await body(address)
                }
                return nil
            }
            defer {
                agenda.close()
                group.cancelAll()
            }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    /// Serves on a port of 127.0.0.1 until the process is told to stop, or the task is cancelled.
    ///
    /// - Parameters:
    ///   - port: the port; 0 for one that is free.
    ///   - ready: called with the port once requests are taken.
    /// - Throws: ``SimulatorError``.
    public func run(port: Int, ready: @escaping @Sendable (_ port: Int) -> Void) async throws {
        defer { agenda.close() }
        do {
            try await application(port: port, ready: ready).runService()
        } catch {
            throw SimulatorError(error, port: port)
        }
    }

    private func application(port: Int, ready: @escaping @Sendable (Int) -> Void) -> some ApplicationProtocol {
        var logger = configuration.logger
        logger.logLevel = max(logger.logLevel, .notice)
        return Application(
            responder: Dispatcher(
                services: services,
                control: Control(simulator: self),
                faults: faults,
                journal: journal,
                agenda: agenda,
                configuration: configuration
            ),
            server: .http1(configuration: .init(additionalChannelHandlers: [ContinueHandler()])),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in ready(channel.localAddress?.port ?? port) },
            logger: logger
        )
    }

    /// The base URL of a service, without a final slash, given the server's address.
    public func url(of service: SimulatorService, at address: URL) -> URL {
        address.appending(path: service.rawValue, directoryHint: .notDirectory)
    }

    // MARK: Time

    /// The time passed since the simulator was made, as it sees it.
    public var now: Duration { agenda.now }

    /// The date that answers show.
    public var date: Date { agenda.date }

    /// Whether ``advance(by:)`` moves the time.
    var isScripted: Bool { if case .scripted = configuration.time { true } else { false } }

    /// Lets scripted time pass, and does on the way what falls due: jobs start and end, and webhooks are delivered.
    ///
    /// Returns when all of it is done. Does nothing where time passes by itself.
    public func advance(by duration: Duration) async {
        await agenda.advance(by: duration)
    }

    // MARK: Jobs

    /// Sets what becomes of the jobs that a service creates next, in order.
    public func script(_ scripts: JobScript..., for service: SimulatorService) {
        script(scripts, for: service)
    }

    func script(_ scripts: [JobScript], for service: SimulatorService) {
        book(of: service)?.script(scripts)
    }

    /// How many jobs a service has created since the start or the last ``reset()``, deleted ones included.
    public func createdJobs(of service: SimulatorService) -> Int { book(of: service)?.createdCount ?? 0 }

    /// The ids of the jobs a service keeps, in order of creation.
    public func jobIDs(of service: SimulatorService) -> [String] { book(of: service)?.all.map(\.id) ?? [] }

    /// When the jobs a service keeps ended, those that have, by the clock that answers show.
    public func endedJobs(of service: SimulatorService) -> [EndedJob] {
        book(of: service)?.all.compactMap { job in job.endedAt.map { EndedJob(id: job.id, ended: $0) } } ?? []
    }

    /// The audio of a job, as it was submitted.
    public func audio(ofJob id: String, of service: SimulatorService) -> SubmittedAudio? {
        book(of: service)?[id]?.audio
    }

    private func book(of service: SimulatorService) -> JobBook? { services.first { $0.id == service }?.book }

    // MARK: Faults and records

    /// Sets faults; each stays until it has hit as many calls as it is meant to.
    public func addFaults(_ faults: SimulatorFault...) { add(faults) }

    func add(_ faults: [SimulatorFault]) { self.faults.add(faults) }

    /// The faults that may still hit a call.
    public var faultsLeft: [SimulatorFault] { faults.remaining }

    /// Takes back all faults.
    public func removeFaults() { faults.clear() }

    /// The requests that came, the oldest first; at most the latest ten thousand.
    public var requests: [SimulatedRequest] { journal.requests }

    /// The attempts to deliver webhooks, the oldest first.
    public var deliveries: [WebhookDelivery] { courier.deliveries }

    /// Forgets jobs, files, faults, scripts and records.
    ///
    /// Time goes on from where it is.
    public func reset() {
        agenda.clear()
        faults.clear()
        courier.clear()
        journal.clear()
        for service in services { service.clear() }
    }

    /// The routes of every service, with their prefixes.
    var routeNames: [String: [String]] {
        var names: [String: [String]] = [:]
        for service in services {
            for (prefix, routes) in service.routes { names[prefix] = routes.map(\.name) }
        }
        return names
    }
}
