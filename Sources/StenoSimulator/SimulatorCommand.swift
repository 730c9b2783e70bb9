import ArgumentParser
import Foundation
import Logging
import StenoTesting

/// Serves the simulators of all five services on loopback.
@main
struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steno-simulator",
        abstract: "Serves simulators of the five transcription services on loopback.",
        discussion: """
            Each service has its own path: /soniox, /pyai, /aitronos, /transcripts, /speechischeap and \
            /speechischeap-upload. Any key that is not empty is accepted, except the one given with --refused-key. \
            GET / lists all routes; POST /control/faults makes things go wrong.

            Transcripts are a built-in conversation. With --transcribe they are what whisper.cpp hears on this machine \
            in the audio that was submitted, by the demo model unless --model names another.
            """
    )

    @Option(help: "The port of 127.0.0.1 to serve on; 0 for one that is free.")
    var port: Int

    @Option(help: "How much faster than in reality jobs run and webhooks are repeated.")
    var timeScale: Double = 1

    @Flag(help: "Let time stand still except for POST /control/advance.")
    var scriptedTime = false

    @Option(help: "The key that every service refuses.")
    var refusedKey = SimulatorConfiguration().refusedKey

    @Flag(help: "Make the transcripts from the audio submitted, with whisper.cpp on this machine.")
    var transcribe = false

    @Option(
        help: .init(
            "With --transcribe, the model: the path of a ggml file, or a name that `steno models` knows.",
            valueName: "path"
        )
    )
    var model: String?

    @Flag(name: .shortAndLong, help: "Print no line for each request.")
    var quiet = false

    func validate() throws {
        guard 0...65_535 ~= port else { throw ValidationError("The port must be from 0 to 65535.") }
        guard timeScale > 0, timeScale.isFinite else { throw ValidationError("The time scale must be greater than 0.") }
        guard !refusedKey.isEmpty else { throw ValidationError("The refused key must not be empty.") }
        guard transcribe || model == nil else {
            throw ValidationError("--model is for --transcribe, which is not given.")
        }
    }

    func run() async throws {
        var configuration = SimulatorConfiguration()
        configuration.time = scriptedTime ? .scripted : .scaled(by: timeScale)
        configuration.refusedKey = refusedKey
        configuration.logger = Logger(label: "steno.simulator") { _ in LineLog() }
        configuration.logger.logLevel = quiet ? .error : .info
        guard transcribe else { return try await serve(configuration) }
        let engine = try await LocalTranscriber(model: model, logger: configuration.logger)
        configuration.transcriber = { try await engine.transcript(of: $0) }
        do {
            try await serve(configuration)
        } catch {
            await engine.shutDown()
            throw error
        }
        await engine.shutDown()
    }

    private func serve(_ configuration: SimulatorConfiguration) async throws {
        let simulator = Simulator(configuration)
        try await simulator.run(port: port) { port in
            print("Simulators ready on http://127.0.0.1:\(port)")
            for name in SimulatorService.allCases.map(\.rawValue) + ["speechischeap-upload"] {
                print("  http://127.0.0.1:\(port)/\(name)")
            }
            fflush(nil)
        }
    }
}

/// Writes each message as a line on standard error.
private struct LineLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        try? FileHandle.standardError.write(contentsOf: Data("\(event.message)\n".utf8))
    }
}
