import Foundation
import Synchronization
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    @Suite(.timeLimit(.minutes(10))) struct InterruptTests {
        let steno: Program

        init() throws {
            steno = try Program()
        }

        /// Starts `steno transcribe` and hands over its standard error line by line.
        private func start(_ arguments: String..., input: Pipe? = nil) throws -> (Process, ErrorLines) {
            let process = steno.process(Program.executable.path, ["transcribe", "--verbose"] + arguments)
            if let input { process.standardInput = input }
            process.standardOutput = FileHandle.nullDevice
            let errors = Pipe()
            process.standardError = errors
            return (process, ErrorLines(errors.fileHandleForReading))
        }

        @Test(arguments: [SIGINT, SIGTERM]) func leavesNoHalfFileInTheMiddleOfAFile(signal: Int32) async throws {
            try steno.folder.write(Samples.voicemail(times: 1), "a.wav")
            try steno.folder.write(Samples.voicemail(times: 20), "b.wav")
            let (process, lines) = try start("a.wav", "b.wav", "-j", "1", "-o", "out", "-f", "txt,srt")
            let reading = Task {
                var events: [String] = []
                for try await line in lines.all where line.hasPrefix("steno: debug:") {
                    events += ["running", "completed"].filter(line.contains)
                    // The second file is at work and the first is done.
                    if events.sorted() == ["completed", "running", "running"] {
                        kill(process.processIdentifier, signal)
                    }
                }
            }
            try await process.runToEnd()
            try await reading.value
            #expect(process.terminationReason == .exit)
            #expect(process.terminationStatus == 130)
            #expect(lines.text.hasSuffix("steno: interrupted; 1 of 2 files were transcribed\n"))
            #expect(try steno.folder.contents(of: "out") == ["a.srt", "a.txt"])
            #expect(try steno.folder.contents(of: "tmp") == [])
        }

        @Test func leavesNothingOfStandardInput() async throws {
            let input = Pipe()
            let (process, lines) = try start("-", input: input)
            let ended = Task { try await process.runToEnd() }
            // More than a pipe holds: when it is written, the program is reading.
            try input.fileHandleForWriting.write(contentsOf: Data(count: 1 << 20))
            process.interrupt()
            try await ended.value
            #expect(process.terminationStatus == 130)
            for try await _ in lines.all {}
            #expect(lines.text == "steno: interrupted\n")
            #expect(try steno.folder.contents(of: "tmp") == [])
            try input.fileHandleForWriting.close()
        }
    }
}

/// What a process writes to standard error.
final class ErrorLines: Sendable {
    let all: AsyncThrowingStream<String, any Error>
    private let seen = Mutex("")

    /// Everything so far.
    var text: String { seen.withLock { $0 } }

    init(_ handle: FileHandle) {
        let (stream, continuation) = AsyncThrowingStream<String, any Error>.makeStream()
        all = stream
        let descriptor = handle.fileDescriptor
        Thread.detachNewThread { [self] in
            withExtendedLifetime(handle) {
                var line: [UInt8] = []
                var byte: UInt8 = 0
                while read(descriptor, &byte, 1) == 1 {
                    line.append(byte)
                    guard byte == UInt8(ascii: "\n") else { continue }
                    let text = String(decoding: line, as: UTF8.self)
                    seen.withLock { $0 += text }
                    continuation.yield(text)
                    line = []
                }
                continuation.finish()
            }
        }
    }
}
