import Foundation
import StenoAudio
import StenoTestSupport
import Synchronization

/// Audio files made once per test run, in a directory that goes away with the process.
enum Fixtures {
    static let directory: URL = {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("steno-audio-\(getpid())")
        try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(at: Fixtures.directory) }
        return place
    }()

    private static let made = Mutex<Set<String>>([])

    struct ToolFailure: Error {
        let arguments: [String]
        let status: Int32
    }

    /// The file of that name, written by the closure if no test asked for it before.
    static func file(_ name: String, make: (URL) throws -> Void) throws -> URL {
        let url = directory.appendingPathComponent(name)
        try made.withLock { made in
            guard !made.contains(name) else { return }
            try make(url)
            made.insert(name)
        }
        return url
    }

    static func file(_ name: String, _ content: Data) throws -> URL {
        try file(name) { try content.write(to: $0) }
    }

    /// The two-second sweep as a wave file.
    static func sweep(rate: Int) throws -> URL {
        try file("sweep-\(rate).wav", WaveFile.data(Signal.sweep, seconds: 2, rate: rate))
    }

    /// The sweep at the given rate, encoded with these arguments of the command line tool.
    static func encodedSweep(_ name: String, rate: Int = 44_100, before: [String] = [], _ arguments: [String]) throws
        -> URL
    {
        let original = try sweep(rate: rate)
        return try file(name) { try ffmpeg(before + ["-i", original.path] + arguments + [$0.path]) }
    }

    static func ffmpeg(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-nostdin", "-v", "error", "-y"] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ToolFailure(arguments: arguments, status: process.terminationStatus)
        }
    }
}

/// Everything a reader returns, and the error it ended with.
struct Decoded {
    var info: AudioInfo?
    var channels: [[Float]] = []
    var blockLengths: [Int] = []
    var error: AudioError?

    init(_ input: AudioInput, _ mode: ChannelMode = .mono) {
        do throws(AudioError) {
            let reader = try AudioReader(input, channels: mode)
            info = reader.info
            channels = Array(repeating: [], count: reader.channelCount)
            while let block = try reader.next() {
                for (index, samples) in block.enumerated() { channels[index] += samples }
                blockLengths.append(block[0].count)
            }
        } catch {
            self.error = error
        }
    }

    var samples: [Float] { channels.first ?? [] }
    var seconds: Double { Double(samples.count) / 16_000 }
}
