import Foundation
import Steno
import StenoProviders
import StenoTesting

/// Runs the built `steno` against a simulated Soniox.
struct SimulatedService: Sendable {
    static let key = "a-key-nobody-may-see"
    /// What the simulated jobs say.
    static let beginning = "Thanks for calling Contoso, this is Alex."

    let steno: Program
    let simulator: Simulator
    let environment: [String: String]

    /// Serves for the time of a closure, to jobs that end at once unless they are scripted otherwise.
    static func with(
        _ steno: Program,
        jobs: JobScript = JobScript(queued: .zero, running: .zero),
        time: SimulatorTime = .scaled(by: 1),
        _ body: @escaping @Sendable (SimulatedService) async throws -> Void
    ) async throws {
        var configuration = SimulatorConfiguration()
        configuration.jobs = jobs
        configuration.time = time
        let simulator = Simulator(configuration)
        try await simulator.serve { address in
            let environment = [
                "SONIOX_API_KEY": key, "SONIOX_API_BASE_URL": simulator.url(of: .soniox, at: address).absoluteString,
            ]
            try await body(SimulatedService(steno: steno, simulator: simulator, environment: environment))
        }
    }

    /// Runs a line of arguments.
    func callAsFunction(_ line: String, key: String? = Self.key) async throws -> Program.Outcome {
        var environment = environment
        environment["SONIOX_API_KEY"] = key
        let process = steno.process(Program.executable.path, line.split(separator: " ").map(String.init), environment)
        return try await steno.run(process)
    }

    /// The calls that were made, as `GET /v1/files`.
    var calls: [String] { simulator.requests.map { "\($0.method) \($0.route)" } }
}

extension SimulatedService {
    /// An address that the service takes for audio.
    static let audio = URL(string: "https://example.org/talk.mp3") ?? URL(filePath: "/")

    /// A client of the same service.
    func client() throws -> TranscriptionClient {
        TranscriptionClient(provider: try CloudService.soniox.provider(environment: environment))
    }
}
