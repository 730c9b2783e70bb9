import Foundation

/// Waits for many jobs at once, as the client does and as loops do, each in a process of its own against a simulator in
/// another.
struct WaitingSuite {
    var jobs: Int
    var services: [WaitingWorker.Service]
    var ways: [WaitingWorker.Way]

    /// When jobs end after they were made, in seconds.
    private static let ends = (shortest: 20.0, longest: 80.0)

    func run() throws {
        for service in services {
            var reports: [WaitingWorker.Way: WaitingReport] = [:]
            for way in ways {
                let report = try measure(way, service)
                reports[way] = report
                tell(report, service)
            }
            for way in ways { compare(way, reports, service) }
        }
    }

    /// Compares with the processes that do not wait, for memory, and with each loop.
    private func compare(
        _ way: WaitingWorker.Way,
        _ reports: [WaitingWorker.Way: WaitingReport],
        _ service: WaitingWorker.Service
    ) {
        guard way.waits, let report = reports[way] else { return }
        var figures: [String] = []
        for (floor, what) in [(WaitingWorker.Way.none, "waited for"), (.tasks, "without the task that waits")] {
            guard let other = reports[floor] else { continue }
            let kilobytes = (report.megabytes - other.megabytes) * 1024 / Double(jobs)
            figures.append("\(kilobytes.rounded(to: 2)) KiB for each job \(what)")
        }
        for loop in [WaitingWorker.Way.everySecond, .everyFiveSeconds] where loop != way {
            guard let other = reports[loop] else { continue }
            figures.append(
                "\((report.meanDelay / other.meanDelay).rounded(to: 2)) x the delay and "
                    + "\((Double(report.requests) / Double(other.requests)).rounded(to: 2)) x the requests "
                    + "of the \(loop.rawValue)"
            )
        }
        show("waiting  \(service.rawValue), \(way.rawValue): \(figures.joined(separator: "; "))")
    }

    private func tell(_ report: WaitingReport, _ service: WaitingWorker.Service) {
        let what = "waiting  \(service.rawValue), \(jobs) jobs, \(report.way.rawValue)"
        let memory = "\(report.megabytes.rounded(to: 1)) MB, \((report.idleCPU * 100).rounded(to: 1)) % of a core idle"
        guard report.way.waits else { return show("\(what): \(memory)") }
        let late =
            "95 % within \(report.delay(atShare: 0.95).rounded(to: 2)) s, all within "
            + "\(report.delay(atShare: 1).rounded(to: 2)) s"
        show(
            "\(what): delay \(report.meanDelay.rounded(to: 2)) s (\(late)), "
                + "\((Double(report.requests) / Double(jobs)).rounded(to: 2)) requests a job, \(memory), "
                + "\(report.cpuSeconds.rounded(to: 1)) s of processor time"
                + (report.lost > 0 ? ", \(report.lost) lost" : "")
        )
    }

    private func measure(_ way: WaitingWorker.Way, _ service: WaitingWorker.Service) throws -> WaitingReport {
        let server = try Child([
            "waiting-server", "--service", service.rawValue, "--jobs", "\(jobs)", "--shortest", "\(Self.ends.shortest)",
            "--longest", "\(Self.ends.longest)",
        ])
        defer { server.end() }
        let port = try server.line()
        let worker = try Child([
            "waiting-worker", "--way", way.rawValue, "--service", service.rawValue, "--jobs", "\(jobs)", "--port", port,
        ])
        defer { worker.end() }
        return try JSONDecoder().decode(WaitingReport.self, from: worker.output())
    }
}

/// This program run again, to be read from.
private final class Child {
    private let process = Process()
    private let pipe = Pipe()

    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
    }

    /// The first line.
    func line() throws -> String {
        var line = Data()
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1), let first = byte.first {
            if first == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        throw Command.Failure(description: "\(process.arguments ?? []) ended before it said anything")
    }

    /// Everything, to the end.
    func output() throws -> Data {
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Command.Failure(
                description: "\(process.arguments ?? []) ended with status \(process.terminationStatus)"
            )
        }
        return output
    }

    func end() {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }
}
