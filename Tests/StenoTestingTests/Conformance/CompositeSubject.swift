import Foundation
import Steno
import StenoTestSupport
import StenoTesting

/// A composite provider over providers that can be brought into situations.
///
/// Each situation is that of all members.
struct CompositeSubject: ConformanceSubject {
    let provider: any TranscriptionProvider
    let members: [any ConformanceSubject]
    /// What the ids of the first member's jobs begin with.
    let prefix: String

    init(
        _ members: [any ConformanceSubject],
        prefix: String,
        _ compose: ([any TranscriptionProvider]) throws -> any CompositeProvider
    ) rethrows {
        self.members = members
        self.prefix = prefix
        provider = try compose(members.map(\.provider))
    }

    private var first: any ConformanceSubject { members[0] }

    var secrets: [String] { members.flatMap(\.secrets) }

    var unknownJob: JobID { JobID(rawValue: prefix + first.unknownJob.rawValue) }

    func request() async throws -> TranscriptionRequest { try await first.request() }

    func arrange(_ situation: ConformanceSituation) async throws -> Bool {
        var isArranged = true
        for member in members where try await !member.arrange(situation) { isArranged = false }
        return isArranged
    }

    func proceed() async throws {
        for member in members { try await member.proceed() }
    }

    func createdJobs() async -> Int? {
        var sum = 0
        for member in members { sum += await member.createdJobs() ?? 0 }
        return sum
    }

    func sentRequests() async -> Int? {
        var sum = 0
        for member in members { sum += await member.sentRequests() ?? 0 }
        return sum
    }

    func audio(by kind: AudioSource.Kind) async throws -> AudioSource? {
        for member in members {
            if let audio = try await member.audio(by: kind) { return audio }
        }
        return nil
    }

    func use(_ option: RequestOption, in request: inout TranscriptionRequest) -> Bool {
        for member in members where member.provider.capabilities.support(for: option) == .supported {
            return member.use(option, in: &request)
        }
        return first.use(option, in: &request)
    }

    func invalidRequests() async throws -> [String: TranscriptionRequest] { try await first.invalidRequests() }

    func output() async -> String {
        var output = ""
        for member in members { output += await member.output() }
        return output
    }

    func finish() async {
        for member in members { await member.finish() }
    }
}

/// A clock on which the pauses between questions let time pass at a simulator, and long sleeps are never over.
final class SimulatorClock: Clock {
    typealias Instant = HurriedClock.Instant

    private let clock = HurriedClock(limit: .seconds(1_800))
    private let simulator: Simulator

    init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    var now: Instant { clock.now }
    var minimumResolution: Duration { clock.minimumResolution }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await clock.sleep(until: deadline, tolerance: tolerance)
        await simulator.advance(by: .seconds(10))
    }
}
