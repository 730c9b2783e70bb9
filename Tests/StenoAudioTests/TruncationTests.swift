import Foundation
import StenoAudio
import StenoTestSupport
import Testing

@Suite struct TruncationTests {
    private static func cut(_ url: URL, to share: Double = 0.5) throws -> AudioInput {
        let whole = try Data(contentsOf: url)
        return .data(whole.prefix(Int(Double(whole.count) * share)), name: url.lastPathComponent)
    }

    @Test func waveGivesItsAudioAndThenTheError() throws {
        let reader = try AudioReader(Self.cut(Fixtures.sweep(rate: 16_000)))
        let first = try #require(try reader.next())
        #expect(first[0].count > 15_900)
        let error = try #require(throws: AudioError.self) { try reader.next() }
        #expect(error.code == .truncated)
        #expect(error.secondsPromised == 2)
        #expect(abs((error.secondsFound ?? 0) - 1) < 0.01)
        #expect(error.description == "sweep-16000.wav was cut short: it promises 2.0 s of audio and holds 0.9 s.")
        #expect(try reader.next() == nil)
    }

    @Test(arguments: ["long.mp3", "long.flac", "long.aiff", "long.webm", "long.mkv"])
    func headerPromisesMore(_ name: String) throws {
        let decoded = Decoded(
            try Self.cut(Fixtures.encodedSweep(name, rate: 48_000, name == "long.mkv" ? ["-c:a", "flac"] : []))
        )
        #expect(decoded.error?.code == .truncated)
        #expect(abs((decoded.error?.secondsPromised ?? 0) - 2) < 0.1)
        let found = try #require(decoded.error?.secondsFound)
        #expect(found > 0.5 && found < 1.7, "\(found) s")
        #expect(abs(decoded.seconds - found) < 0.1, "what was found was delivered")
    }

    @Test func indexAtTheEndOfAnMP4() throws {
        let error = try #require(Decoded(Self.cut(FormatCase.all.first { $0.name == "voice.m4a" }!.url())).error)
        #expect(error.code == .truncated)
        #expect(error.description == "voice.m4a was cut short: its index, which comes last, is missing.")
    }

    @Test func indexAtTheStartOfAnMP4() throws {
        let url = try Fixtures.encodedSweep("faststart.m4a", ["-c:a", "aac", "-movflags", "+faststart"])
        let decoded = Decoded(try Self.cut(url))
        #expect(decoded.error?.code == .truncated)
        #expect(decoded.seconds > 0.5 && decoded.seconds < 1.5)
    }

    @Test(arguments: ["end.ogg", "end.opus"])
    func oggInTheMiddleOfAPage(_ name: String) throws {
        let whole = try Fixtures.encodedSweep(name, rate: 48_000, ["-page_duration", "200000"])
        #expect(Decoded(.file(whole)).error == nil)
        let decoded = Decoded(try Self.cut(whole, to: 0.7))
        #expect(decoded.error?.code == .truncated)
        #expect(decoded.error?.secondsPromised == nil)
        #expect(decoded.seconds > 0.4)
    }

    @Test func formatsThatPromiseNothingJustEnd() throws {
        for name in ["bare.mp3", "voice.aac", "voice.ac3", "voice.ts"] {
            let format = try #require(FormatCase.all.first { $0.name == name })
            let decoded = Decoded(try Self.cut(format.url()))
            #expect(decoded.error == nil, "\(name): \(String(describing: decoded.error))")
            #expect(decoded.seconds > 0.5 && decoded.seconds < 1.6, "\(name): \(decoded.seconds)")
        }
    }

    @Test(arguments: [0, 0x7FFF_0024, 0x7FFF_F000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFDB, 0xFFFF_FFFF] as [UInt32])
    func streamedWaveOfUnknownLength(_ size: UInt32) throws {
        let samples = WaveFile.quantized(Signal.samples(Signal.sweep, seconds: 1.5, rate: 16_000))
        let decoded = Decoded(.data(WaveFile.data([samples], rate: 16_000, statedDataSize: size)))
        #expect(decoded.error == nil)
        #expect(decoded.samples == WaveFile.floats(samples))
        #expect(abs((decoded.info?.duration ?? 0) - 1.5) < 0.001)
    }

    @Test func waveFromAPipe() throws {
        let original = try Fixtures.sweep(rate: 16_000)
        let url = try Fixtures.file("piped.wav") {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "ffmpeg -nostdin -v quiet -i '\(original.path)' -f wav - | cat > '\($0.path)'"]
            try process.run()
            process.waitUntilExit()
        }
        let decoded = Decoded(.file(url))
        #expect(decoded.error == nil)
        #expect(decoded.seconds == 2)
    }

    @Test(arguments: ["short-sound.mp4", "short-sound.mkv", "short-sound.mov"])
    func soundThatEndsBeforeThePictureIsWhole(_ name: String) throws {
        let picture = ["-f", "lavfi", "-i", "testsrc=size=64x64:rate=10:duration=5"]
        let url = try Fixtures.encodedSweep(
            name,
            before: picture,
            ["-map", "0:v", "-map", "1:a", "-c:v", "mpeg4", "-c:a", "aac"]
        )
        let decoded = Decoded(.file(url))
        #expect(decoded.error == nil)
        #expect(abs(decoded.seconds - 2) < 0.1)
    }

    @Test(arguments: ["trimmed.mp4", "trimmed.m4a", "trimmed.mkv"])
    func editedWithoutEncodingAgainIsWhole(_ name: String) throws {
        let whole = try FormatCase.all.first { $0.name == "voice.m4a" }?.url()
        let path = try #require(whole).path
        let url = try Fixtures.file(name) {
            try Fixtures.ffmpeg(["-ss", "0.7", "-i", path, "-t", "0.8", "-c", "copy", $0.path])
        }
        let decoded = Decoded(.file(url))
        #expect(decoded.error == nil)
        #expect(abs(decoded.seconds - 0.8) < 0.15, "\(decoded.seconds) s")
    }

    @Test func aFewLostPacketsAreSkipped() throws {
        var file = try Data(contentsOf: Fixtures.encodedSweep("scratched.mp3", ["-c:a", "libmp3lame"]))
        let middle = file.count / 2
        file.replaceSubrange(middle..<middle + 300, with: Data(repeating: 0xAA, count: 300))
        let decoded = Decoded(.data(file))
        #expect(decoded.error == nil)
        #expect(decoded.seconds > 1.8)
    }
}
