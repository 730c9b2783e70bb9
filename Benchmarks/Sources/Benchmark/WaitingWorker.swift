import ArgumentParser
import Foundation
import Logging
import Steno
import StenoAsyncHTTPClient
import StenoProviders
import StenoTesting
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The client of the waiting suite, so that its memory and time are measured alone: submits jobs, waits for all of them in
/// one way, and prints what that took.
struct WaitingWorker: AsyncParsableCommand {
    /// How to wait.
    enum Way: String, CaseIterable, Codable, ExpressibleByArgument {
        /// Not at all: what the jobs themselves cost.
        case none
        /// With a task for each job that waits for nothing: what any wait that is awaited costs.
        case tasks
        /// As the client does.
        case steno
        /// As the client does with a service that takes any number of requests a second, as the loops think it does.
        case unpaced = "steno-unpaced"
        /// With a task for each job that asks every second.
        case everySecond = "1s-loop"
        /// With a task for each job that asks every five seconds.
        case everyFiveSeconds = "5s-loop"

        /// Whether it brings transcripts.
        var waits: Bool { self != .none && self != .tasks }
    }

    enum Service: String, CaseIterable, ExpressibleByArgument {
        case soniox
        case speechIsCheap = "speechischeap"

        var simulated: SimulatorService {
            switch self {
            case .soniox: .soniox
            case .speechIsCheap: .speechischeap
            }
        }
    }

    static let configuration = CommandConfiguration(commandName: "waiting-worker", shouldDisplay: false)

    @Option var way: Way
    @Option var service: Service
    @Option var port: Int
    @Option var jobs: Int

    /// How long after the last submission memory is read; no job ends before.
    static let settling: Duration = .seconds(12)

    func run() async throws {
        let transport = CountingTransport(AsyncHTTPClientTransport.shared)
        let provider = provider(transport)
        var policy = provider.pollPolicy
        if way == .unpaced { policy.asksPerSecond = nil }
        let client = TranscriptionClient(provider: provider, pollPolicy: policy, logger: Self.silent)
        let handles = try await submit(to: client)
        var report = WaitingReport(way: way, requests: transport.count)
        async let quiet = Self.quietTime()
        let arrivals = await arrivals(of: handles, provider)
        (report.megabytes, report.idleCPU) = try await quiet
        withExtendedLifetime(handles) {}
        report.cpuSeconds = ProcessTime.now()
        report.requests = transport.count - report.requests
        report.delays = try await delays(of: arrivals)
        report.lost = way.waits ? jobs - arrivals.count : 0
        try FileHandle.standardOutput.write(contentsOf: JSONEncoder().encode(report))
    }

    private static let silent = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }

    private func provider(_ transport: any HTTPTransport) -> any TranscriptionProvider {
        let address = "http://127.0.0.1:\(port)/\(service.rawValue)"
        switch service {
        case .soniox:
            var configuration = SonioxConfiguration()
            configuration.baseURL = address
            configuration.transport = transport
            configuration.logger = Self.silent
            return Soniox(apiKey: "key", configuration: configuration)
        case .speechIsCheap:
            var configuration = SpeechIsCheapConfiguration(baseURL: address)
            configuration.transport = transport
            configuration.logger = Self.silent
            return SpeechIsCheap(apiKey: "key", configuration: configuration)
        }
    }

    private func submit(to client: TranscriptionClient) async throws -> [TranscriptionHandle] {
        guard let audio = URL(string: "https://example.com/audio.mp3") else { return [] }
        return try await withThrowingTaskGroup(of: [TranscriptionHandle].self) { group in
            for lane in 0..<16 {
                group.addTask {
                    var handles: [TranscriptionHandle] = []
                    for _ in stride(from: lane, to: jobs, by: 16) {
                        handles.append(try await client.submit(.init(audio: .url(audio))))
                    }
                    return handles
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// The resident memory, and the share of one core used in the ten seconds before, while all jobs run.
    private static func quietTime() async throws -> (megabytes: Double, cpu: Double) {
        try await Task.sleep(for: settling - .seconds(10))
        let start = ProcessTime.now()
        try await Task.sleep(for: .seconds(10))
        return (Footprint.now().megabytes, (ProcessTime.now() - start) / 10)
    }

    /// When the transcript of each job was there.
    private func arrivals(
        of handles: [TranscriptionHandle],
        _ provider: any TranscriptionProvider
    ) async -> [JobID: Date] {
        let gate = Gate()
        return await withTaskGroup(of: JobID?.self) { group in
            for handle in handles {
                switch way {
                case .none: break
                case .tasks: group.addTask { await gate.opened(for: handle) }
                case .steno, .unpaced: group.addTask { await Self.wait(handle) }
                case .everySecond: group.addTask { await Self.loop(handle.id, provider, .seconds(1)) }
                case .everyFiveSeconds: group.addTask { await Self.loop(handle.id, provider, .seconds(5)) }
                }
            }
            if way == .tasks {
                try? await Task.sleep(for: Self.settling)
                gate.open()
            }
            var arrivals: [JobID: Date] = [:]
            for await case let id? in group { arrivals[id] = Date() }
            return arrivals
        }
    }

    private static func wait(_ handle: TranscriptionHandle) async -> JobID? {
        guard let transcript = try? await handle.transcript() else { return nil }
        return transcript.isThere ? handle.id : nil
    }

    /// Waits as the usual client libraries do, but for going on after an error.
    private static func loop(_ id: JobID, _ provider: any TranscriptionProvider, _ pause: Duration) async -> JobID? {
        while !Task.isCancelled {
            try? await Task.sleep(for: pause)
            guard let job = try? await provider.job(id), job.status.isTerminal else { continue }
            if let transcript = job.transcript { return transcript.isThere ? id : nil }
            return try? await provider.transcript(id).isThere ? id : nil
        }
        return nil
    }

    /// From the moment the service says each job ended to its transcript, in seconds.
    private func delays(of arrivals: [JobID: Date]) async throws -> [Double] {
        guard let address = URL(string: "http://127.0.0.1:\(port)/control/jobs?service=\(service.simulated.rawValue)")
        else { return [] }
        let (body, _) = try await URLSession.shared.data(from: address)
        return try JSONDecoder.steno.decode([EndedJob].self, from: body)
            .compactMap { job in arrivals[JobID(rawValue: job.id)].map { $0.timeIntervalSince(job.ended) } }
            .sorted()
    }

    private struct EndedJob: Decodable {
        var id: String
        var ended: Date
    }
}

/// Holds tasks back.
private final class Gate: Sendable {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

    /// Waits until the gate is opened.
    func opened(for handle: TranscriptionHandle) async -> JobID? {
        await withCheckedContinuation { continuation in waiting.withLock { $0.append(continuation) } }
        withExtendedLifetime(handle) {}
        return nil
    }

    func open() {
        for continuation in waiting.withLock({ $0 }) { continuation.resume() }
    }
}

extension Transcript {
    /// Whether it says anything.
    fileprivate var isThere: Bool { !text.isEmpty }
}

/// What one way of waiting took.
struct WaitingReport: Codable {
    var way: WaitingWorker.Way
    /// The requests sent while waiting; the one for each transcript is among them.
    var requests: Int
    /// The memory while all jobs were waited for.
    var megabytes = 0.0
    /// The share of one core used while all jobs ran.
    var idleCPU = 0.0
    /// The processor time of the whole run.
    var cpuSeconds = 0.0
    /// From the end of each job to its transcript, the shortest first, in seconds.
    var delays: [Double] = []
    /// How many jobs brought no transcript.
    var lost = 0

    init(way: WaitingWorker.Way, requests: Int) {
        self.way = way
        self.requests = requests
    }

    var meanDelay: Double { delays.isEmpty ? 0 : delays.reduce(0, +) / Double(delays.count) }

    func delay(atShare share: Double) -> Double {
        delays.isEmpty ? 0 : delays[min(Int(Double(delays.count) * share), delays.count - 1)]
    }
}

/// The processor time of this process.
enum ProcessTime {
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
