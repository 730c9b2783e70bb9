import ArgumentParser
import Foundation
import StenoDemoModel

/// Prints ratios, each measured in this one run: machines differ and are shared, so absolute times say little.
@main
struct Benchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures steno against whisper-cli and against its own limits.",
        discussion:
            """
            Suites: start, file, files, busy, cancel, decode, verify, results, transports, waiting, webhooks, memory. \
            All run when none is named.
            """
    )

    @Option(help: "The steno program, of a release build.")
    var steno = "../.build-release/release/steno"

    @Option(help: "The whisper-cli program built beside the library.")
    var whisperCLI = "whisper-cli"

    @Option(help: "The program that measures the JSON reader, of a release build.")
    var decodeBenchmark = "../.build-release/release/DecodeBenchmark"

    @Option(help: "The program that measures the verification of webhooks, of a release build.")
    var verifyBenchmark = "../.build-release/release/VerifyBenchmark"

    @Option(help: "The model both use; the demo model when not given.")
    var model: String?

    @Option(help: "Rounds of each paired measurement.")
    var rounds = 5

    @Option(help: "Length of the recording of the memory suite, in hours.")
    var hours = 10.0

    @Option(help: "Size of the large upload of the transports suite, in MiB.")
    var upload = 2048

    @Option(help: "How many jobs the waiting suite waits for.")
    var jobs = 10_000

    @Option(parsing: .upToNextOption, help: "The services the waiting suite uses.")
    var services = WaitingWorker.Service.allCases

    @Option(parsing: .upToNextOption, help: "How the waiting suite waits.")
    var ways: [WaitingWorker.Way] = [.none, .tasks, .steno, .everySecond, .everyFiveSeconds]

    @Option(help: "Size of each result of the results suite, in MB.")
    var result = 200

    @Argument var suites: [String] = []

    /// Some suites run this program again, as a client or a server.
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        let others: [any AsyncParsableCommand.Type] = [
            ResultsWorker.self, TransportWorker.self, WaitingServer.self, WaitingWorker.self,
        ]
        if let other = others.first(where: { $0.configuration.commandName == arguments.first }) {
            await other.main(Array(arguments.dropFirst()))
        } else {
            await main(nil)
        }
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("steno-benchmark-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let programs = Programs(steno: steno, whisperCLI: whisperCLI, model: model)
        let speed = SpeedSuites(programs: programs, recordings: try Recordings(in: folder), rounds: rounds)
        let all: [(String, () async throws -> Void)] = [
            ("start", speed.start), ("file", speed.file), ("files", speed.files), ("busy", speed.busy),
            ("cancel", { try await CancelSuite(recordings: try Recordings(in: folder)).run() }),
            ("decode", { try DecodeSuite(program: self.decodeBenchmark, folder: folder).run() }),
            ("verify", { try Command(program: self.verifyBenchmark, arguments: []).report() }),
            ("results", ResultsSuite(megabytes: result).run),
            ("transports", TransportSuite(folder: folder, rounds: rounds, megabytes: upload).run),
            ("waiting", WaitingSuite(jobs: jobs, services: services, ways: ways).run),
            ("webhooks", WebhookSuite(rounds: rounds).run),
            ("memory", { try speed.memory(hours: self.hours) }),
        ]
        for (name, suite) in all where suites.isEmpty || suites.contains(name) {
            try await suite()
        }
    }
}

/// The two programs, always with the same model and the same decoding.
struct Programs {
    var steno: String
    var whisperCLI: String
    /// Nil is the demo model.
    var model: String?

    /// Computes the whole window as whisper-cli does, if not told otherwise.
    func steno(_ files: [URL], threads: Int, audioContext: String = "full", options: [String] = []) -> Command {
        Command(
            program: steno,
            arguments: ["transcribe", "--quiet", "--model", model ?? "demo", "--threads", "\(threads)", "--beam", "5"]
                + ["--audio-context", audioContext] + options + files.map(\.path)
        )
    }

    func whisper(_ files: [URL], threads: Int, options: [String] = []) -> Command {
        Command(
            program: whisperCLI,
            arguments: ["-m", model ?? DemoModel.file.path, "-t", "\(threads)", "-bs", "5", "-bo", "5", "-np"] + options
                + files.map(\.path)
        )
    }
}

/// Prints a line at once, also to a pipe.
func show(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
}

extension Double {
    /// The number with so many decimals.
    func rounded(to decimals: Int) -> String {
        String(format: "%.\(decimals)f", self)
    }
}
