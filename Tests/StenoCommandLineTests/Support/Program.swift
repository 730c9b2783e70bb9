import Foundation

/// Runs the built `steno` in a folder of its own.
final class Program: Sendable {
    /// What a run left.
    struct Outcome {
        var code: Int32
        var output: String
        var errors: String
    }

    /// The folder it runs in.
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["tmp", "home"] {
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent(name),
                withIntermediateDirectories: true
            )
        }
    }

    /// The executable, beside the tests.
    static var executable: URL {
        #if canImport(Darwin)
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
        return bundle.bundleURL.deletingLastPathComponent().appendingPathComponent("steno")
        #else
        return URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("steno")
        #endif
    }

    /// Runs it to its end.
    func callAsFunction(
        _ arguments: String...,
        input: Data? = nil,
        environment: [String: String] = [:]
    ) async throws -> Outcome {
        let process = process(Self.executable.path, arguments, environment)
        if let input {
            try folder.write(input, "tmp-input")
            process.standardInput = try FileHandle(forReadingFrom: folder.url.appendingPathComponent("tmp-input"))
        }
        return try await run(process)
    }

    /// Runs a line of shell in which `$STENO` is the executable.
    func shell(_ line: String) async throws -> Outcome {
        try await run(process("/bin/sh", ["-c", line], ["STENO": Self.executable.path]))
    }

    /// A process that was not started yet.
    func process(_ program: String, _ arguments: [String], _ environment: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        let outer = ProcessInfo.processInfo.environment
        let kept = outer.filter { ["PATH", "LD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH"].contains($0.key) }
        let own = ["HOME": folder.path("home"), "TMPDIR": folder.path("tmp"), "TERM": "xterm"]
        process.environment = kept.merging(own) { $1 }.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs a process to its end.
    ///
    /// Its output goes through files, which never fill up as pipes do.
    func run(_ process: Process) async throws -> Outcome {
        process.standardOutput = try writing("stdout")
        process.standardError = try writing("stderr")
        try await process.runToEnd()
        defer {
            for name in ["stdout", "stderr", "tmp-input"] {
                try? FileManager.default.removeItem(atPath: folder.path(name))
            }
        }
        return Outcome(
            code: process.terminationStatus,
            output: try folder.text("stdout"),
            errors: try folder.text("stderr")
        )
    }

    private func writing(_ name: String) throws -> FileHandle {
        try folder.write(Data(), name)
        return try FileHandle(forWritingTo: folder.url.appendingPathComponent(name))
    }
}

extension Process {
    /// Starts the process and waits until it has ended.
    func runToEnd() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            terminationHandler = { _ in continuation.resume() }
            do { try run() } catch { continuation.resume(throwing: error) }
        }
    }
}
