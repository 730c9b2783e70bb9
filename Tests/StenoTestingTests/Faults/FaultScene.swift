import Foundation
import InMemoryTracing
import Metrics
import MetricsTestKit
import Steno
import StenoTestSupport
import StenoTesting
import Synchronization
import Testing
import Tracing

/// A provider in front of a simulator that has a fault, and all that is to be seen of it.
final class FaultScene: Sendable {
    /// How long any call may take in real time.
    private static let limit: Duration = .seconds(60)

    let service: SimulatorService
    let fault: FaultCase
    let simulator: Simulator
    let log = CollectedLog()
    private let metrics = TestMetrics()
    private let tracer = InMemoryTracer()
    /// The provider as it is without the fault.
    private let calm: any TranscriptionProvider
    /// The provider that meets the fault.
    let provider: any TranscriptionProvider
    private let evidence = Mutex<[String]>([])

    init(
        _ service: SimulatorService,
        _ fault: FaultCase,
        _ simulator: Simulator,
        at address: URL,
        over transport: any HTTPTransport
    ) {
        self.service = service
        self.fault = fault
        self.simulator = simulator
        calm = simulator.provider(of: service, at: address, .init(transport: transport))
        // Where nothing is answered, the deadlines have to strike; elsewhere no pause should take time.
        let clock: any Clock<Duration> = fault.effect == .silence ? ScaledClock(factor: 600) : HurriedClock()
        let setup = ProviderSetup(transport: transport, clock: clock, logger: log.logger)
        provider = simulator.provider(of: service, at: address, setup)
    }

    /// Empties the simulator and, unless told otherwise, puts a completed job into it.
    func begin(withJob: Bool) async throws -> TranscriptionJob? {
        simulator.reset()
        guard withJob else { return nil }
        let made = try await calm.submit(.init(audio: .url(recordingURL)))
        while true {
            await simulator.advance(by: .seconds(10))
            let job = try await calm.job(made.id)
            if job.status.isTerminal { return job }
        }
    }

    /// Sets the fault, for one call or for all.
    func strike(times: Int?) {
        simulator.addFaults(SimulatorFault(fault.kind, service: service, times: times))
    }

    /// Makes a call that has to end in time, with success or with the one type of error, and keeps what is to be seen.
    func call<Value: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable () async throws -> Value
    ) async -> Result<Value, TranscriptionError>? {
        do {
            let value = try await withTracer(tracer) {
                try await withMetricsFactory(metrics) {
                    try await firstOutcome(of: body) {
                        try await Task.sleep(for: Self.limit)
                        throw Late()
                    }
                }
            }
            keep(value)
            return .success(value)
        } catch is Late {
            Issue.record("\(service), \(fault), \(name): hangs")
            return nil
        } catch let error as TranscriptionError {
            evidence.withLock { $0.append(ConformanceEvidence.text(of: error)) }
            #expect(error.provider == provider.id, "\(service), \(fault), \(name): \(error)")
            #expect(!error.message.isEmpty)
            return .failure(error)
        } catch {
            evidence.withLock { $0.append(ConformanceEvidence.text(of: error)) }
            Issue.record("\(service), \(fault), \(name): \(type(of: error)) \(error)")
            return nil
        }
    }

    private struct Late: Error {}

    private func keep(_ value: some Sendable) {
        let text =
            switch value {
            case let job as TranscriptionJob: ConformanceEvidence.text(of: job)
            case let page as JobPage: page.jobs.map { ConformanceEvidence.text(of: $0) }.joined(separator: "\n")
            default: ConformanceEvidence.text(ofValue: value)
            }
        evidence.withLock { $0.append(text) }
    }

    /// Expects that the key is nowhere to be seen: not in values, errors, descriptions, log lines, metrics or spans.
    func expectNoSecrets() {
        let spans = spans
        let metrics = metricNames
        let texts =
            evidence.withLock { $0 } + [log.text, ConformanceEvidence.text(of: provider), metrics, spans]
        let secrets = [ProviderSetup.key, ProviderSetup.webhookSecret]
        let forms = secrets.flatMap(ConformanceEvidence.forms)
        for text in texts {
            let hit = forms.first(where: text.contains)
            #expect(hit == nil, "\(service), \(fault): \(text.prefix(2_000))")
        }
        #expect(!log.lines.isEmpty && !metrics.isEmpty && !spans.isEmpty)
    }

    private var spans: String {
        tracer.finishedSpans.map { span in
            let events = span.events.map { "\($0.name) \($0.attributes)" }.joined()
            return "\(span.operationName) \(span.attributes) \(events) \(span.links) \(span.errors) "
                + String(describing: span.status)
        }.joined(separator: "\n")
    }

    private var metricNames: String {
        let counters = metrics.counters.map { "\($0.label) \($0.dimensions)" }
        let timers = metrics.timers.map { "\($0.label) \($0.dimensions)" }
        let others = metrics.recorders.map { "\($0.label) \($0.dimensions)" } + metrics.meters.map { "\($0.label)" }
        return (counters + timers + others).joined(separator: "\n")
    }
}
