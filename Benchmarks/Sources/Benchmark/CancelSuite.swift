import Foundation
import Logging
import StenoDemoModel

/// Cancels fifty jobs in mid-flight, and looks at what is left of them in this process.
struct CancelSuite {
    var recordings: Recordings

    func run() async throws {
        let file = try recordings.long(seconds: 600)
        let whisper = try await Whisper(
            model: .demo,
            configuration: .init(concurrentJobs: 2),
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        )
        _ = try await cancelInFlight(1, whisper, file)
        let before = Footprint.now()
        let slowest = try await cancelInFlight(50, whisper, file)
        let after = Footprint.now()
        show(
            "cancel  50 jobs in flight: slowest cancel \((slowest * 1000).rounded(to: 2)) ms; "
                + "threads \(before.threads) -> \(after.threads), files \(before.files) -> \(after.files), "
                + "memory \(before.megabytes.rounded(to: 1)) -> \(after.megabytes.rounded(to: 1)) MB"
        )
    }

    /// Cancels each job once it has made its first segment; returns the slowest cancel in seconds.
    private func cancelInFlight(_ count: Int, _ whisper: Whisper, _ file: URL) async throws -> Double {
        let clock = ContinuousClock()
        var slowest = Duration.zero
        for _ in 0..<count {
            let job = try await whisper.submit(.init(audio: .file(file)))
            for try await _ in try whisper.segments(of: job.id) { break }
            let start = clock.now
            try await whisper.cancel(job.id)
            slowest = max(slowest, start.duration(to: clock.now))
            try await whisper.delete(job.id)
        }
        await whisper.shutDown()
        return slowest / .seconds(1)
    }
}

/// What a process holds, as Linux tells it.
struct Footprint {
    var threads: Int
    var files: Int
    var megabytes: Double

    static func now() -> Footprint {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        func value(_ key: String) -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix(key + ":") } ?? ""
            return Int(line.split(whereSeparator: { !$0.isNumber }).first ?? "") ?? 0
        }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        return Footprint(threads: value("Threads"), files: files, megabytes: Double(value("VmRSS")) / 1024)
    }
}
