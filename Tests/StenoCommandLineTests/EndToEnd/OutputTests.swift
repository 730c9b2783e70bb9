import Foundation
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    @Suite(.timeLimit(.minutes(10))) struct OutputTests {
        let steno: Program

        init() throws {
            steno = try Program()
            try steno.folder.write(Data(contentsOf: Samples.voicemail), "a.wav")
        }

        #if os(Linux)
        @Test func tellsThatStandardOutputIsFull() async throws {
            let run = try await steno.shell(#""$STENO" transcribe -q a.wav > /dev/full"#)
            #expect(run.code == 73)
            #expect(run.errors == "steno: standard output cannot be written: No space left on device.\n")
        }
        #endif

        @Test func endsQuietlyWhenItsReaderGoesAway() async throws {
            let process = steno.process(Program.executable.path, ["transcribe", "-q", "a.wav", "a.wav"])
            let output = Pipe()
            let errors = Pipe()
            process.standardOutput = output
            process.standardError = errors
            try output.fileHandleForReading.close()
            try await process.runToEnd()
            #expect(process.terminationStatus == 141)
            #expect(try errors.fileHandleForReading.readToEnd() ?? Data() == Data())
        }

        @Test func leavesNoHalfFileWhenThereIsNoRoom() async throws {
            let run = try await steno.shell(#"ulimit -f 0; exec "$STENO" transcribe -q a.wav -o out 2> /dev/null"#)
            #expect(run.code == 73)
            #expect(try steno.folder.contents(of: "out") == [])
        }

        @Test func replacesTheFilesOfAnEarlierRun() async throws {
            try FileManager.default.createDirectory(
                atPath: steno.folder.path("out"),
                withIntermediateDirectories: false
            )
            try steno.folder.write(Data("old".utf8), "out/a.txt")
            _ = try await steno("transcribe", "-q", "a.wav", "-o", "out")
            #expect(try steno.folder.text("out/a.txt") == Samples.text + "\n")
            #expect(try steno.folder.contents(of: "out") == ["a.txt"])
        }

        #if os(Linux)
        @Test(.enabled("needs a system with terminals", { Terminal.canOpen }))
        func drawsProgressOnATerminalAndTakesItAway() async throws {
            let terminal = try Terminal.open()
            let process = steno.process(Program.executable.path, ["transcribe", "a.wav", "-m", "demo"])
            process.standardOutput = FileHandle.nullDevice
            process.standardError = terminal.device
            try await process.runToEnd()
            let shown = terminal.read()
            #expect(shown.contains("%  0:0"))
            #expect(shown.hasSuffix("\r\u{1B}[K"))
        }

        private struct Terminal {
            let device: FileHandle
            private let master: Int32

            static var canOpen: Bool { access("/dev/pts/ptmx", F_OK) == 0 }

            static func open() throws -> Self {
                let master = Foundation.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
                // What unlockpt and ptsname do, which Swift does not see.
                var (isLocked, number): (Int32, Int32) = (0, 0)
                try #require(ioctl(master, 0x4004_5431, &isLocked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
                let device = Foundation.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
                try #require(device >= 0)
                return Self(device: FileHandle(fileDescriptor: device, closeOnDealloc: true), master: master)
            }

            func read() -> String {
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                let count = Foundation.read(master, &buffer, buffer.count)
                close(master)
                return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            }
        }
        #endif
    }
}
