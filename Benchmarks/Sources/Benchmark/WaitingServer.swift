import ArgumentParser
import Foundation
import StenoTesting

/// The services of the waiting suite, in a process of their own: without quotas, and with jobs that end spread over time.
struct WaitingServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "waiting-server", shouldDisplay: false)

    @Option var service: WaitingWorker.Service
    @Option var jobs: Int
    @Option var shortest: Double
    @Option var longest: Double

    func run() async throws {
        var configuration = SimulatorConfiguration()
        configuration.soniox.transcriptions = .max
        configuration.soniox.pendingTranscriptions = .max
        let simulator = Simulator(configuration)
        var generator = RepeatableGenerator()
        for _ in 0..<jobs {
            let length = Double.random(in: shortest...longest, using: &generator)
            simulator.script(JobScript(queued: .zero, running: .seconds(length)), for: service.simulated)
        }
        try await simulator.run(port: 0) { show("\($0)") }
    }
}

/// Gives the same numbers in each run, so that all ways of waiting wait for the same jobs (SplitMix64).
private struct RepeatableGenerator: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
