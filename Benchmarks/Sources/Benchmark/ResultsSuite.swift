import ArgumentParser
import Foundation
import Steno
import StenoProviders

/// Fetches a long result of each service, in a process of its own, and tells the most memory that took.
struct ResultsSuite {
    /// The size of each result.
    var megabytes: Int
    /// The most memory that may take, in MB.
    private let limit = 1500.0

    func run() async throws {
        var tooMuch: [String] = []
        try await ResultServer.with(megabytes: megabytes) { port in
            for service in ResultsWorker.Service.allCases {
                let report = try ResultsWorker.run(service, port: port)
                show(
                    "results  \(service.rawValue): \(megabytes) MB with \(report.segments) segments and "
                        + "\(report.words) words in \(report.seconds.rounded(to: 1)) s, peak "
                        + "\(report.peakMegabytes.rounded(to: 0)) MB, limit \(limit.rounded(to: 0)) MB"
                )
                if report.peakMegabytes > limit { tooMuch.append(service.rawValue) }
            }
        }
        guard tooMuch.isEmpty else {
            throw Command.Failure(description: "over the limit: \(tooMuch.joined(separator: ", "))")
        }
    }
}

/// The client of the suite of results: one provider, one transcript.
struct ResultsWorker: AsyncParsableCommand {
    enum Service: String, CaseIterable, ExpressibleByArgument {
        case soniox
        /// The result behind an address, as the service gives large ones.
        case pyai
        /// The result in the job.
        case pyaiInline = "pyai-inline"
        case aitronos
        case transcripts
        case speechischeap
    }

    struct Report: Codable {
        var segments: Int
        var words: Int
        var seconds: Double
        var peakMegabytes: Double
    }

    static let configuration = CommandConfiguration(commandName: "results-worker", shouldDisplay: false)

    @Option var service: Service
    @Option var port: Int

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let transcript = try await provider.transcript("1")
        let report = Report(
            segments: transcript.segments.count,
            words: transcript.words.count,
            seconds: start.duration(to: clock.now) / .seconds(1),
            peakMegabytes: try Self.peakMegabytes
        )
        try FileHandle.standardOutput.write(contentsOf: JSONEncoder().encode(report))
    }

    private var provider: any TranscriptionProvider {
        let base = "http://127.0.0.1:\(port)/\(service.rawValue)"
        switch service {
        case .soniox: return Soniox(apiKey: "key", configuration: .init(baseURL: base))
        case .pyai, .pyaiInline:
            var configuration = PyAIConfiguration()
            configuration.baseURL = base
            return PyAI(apiKey: "key", configuration: configuration)
        case .aitronos:
            return Aitronos(apiKey: "key", configuration: .init(organizationID: "org_benchmark", baseURL: base))
        case .transcripts:
            var configuration = TranscriptsConfiguration()
            configuration.baseURL = base
            return Transcripts(apiKey: "key", configuration: configuration)
        case .speechischeap:
            return SpeechIsCheap(apiKey: "key", configuration: .init(baseURL: base, uploadBaseURL: base))
        }
    }

    /// The most memory this process has held.
    ///
    /// Linux is asked for `VmHWM`: what `getrusage` tells may be the peak of the process that started this one.
    private static var peakMegabytes: Double {
        get throws {
            #if os(Linux)
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
            guard let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
            else { throw Command.Failure(description: "/proc/self/status tells no VmHWM") }
            return kilobytes * 1024 / 1_000_000
            #else
            var usage = rusage()
            getrusage(RUSAGE_SELF, &usage)
            return Double(usage.ru_maxrss) / 1_000_000
            #endif
        }
    }

    /// Runs this program again as the client.
    static func run(_ service: Service, port: Int) throws -> Report {
        let process = Process()
        let output = Pipe()
        process.executableURL = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = [
            configuration.commandName ?? "", "--service", service.rawValue, "--port", "\(port)",
        ]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Command.Failure(description: "the client of \(service.rawValue) failed")
        }
        return try JSONDecoder().decode(Report.self, from: data)
    }
}
