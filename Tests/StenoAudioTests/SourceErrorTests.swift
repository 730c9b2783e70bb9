import Foundation
import StenoAudio
import StenoTestSupport
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite struct SourceErrorTests {
    private func code(of input: AudioInput) -> AudioError.Code? {
        Decoded(input).error?.code
    }

    @Test func missingFile() throws {
        let error = try #require(Decoded(.file(Fixtures.directory.appendingPathComponent("nowhere.wav"))).error)
        #expect(error.code == .notFound)
        #expect(error.source == "nowhere.wav")
        #expect(error.description == "nowhere.wav does not exist.")
        #expect(error.localizedDescription == error.description)
    }

    @Test func pathThroughAFile() throws {
        let file = try Fixtures.sweep(rate: 16_000)
        #expect(code(of: .file(file.appendingPathComponent("inside.wav"))) == .notFound)
    }

    @Test func directory() {
        #expect(code(of: .file(Fixtures.directory)) == .isDirectory)
    }

    @Test func remoteURL() throws {
        let url = try #require(URL(string: "https://example.com/a.wav"))
        #expect(code(of: .file(url)) == .unreadable)
    }

    @Test func namedPipeDoesNotBlock() throws {
        let pipe = try Fixtures.file("pipe.wav") { _ = mkfifo($0.path, 0o600) }
        #expect(code(of: .file(pipe)) == .unreadable)
    }

    @Test func noBytes() throws {
        #expect(code(of: .file(try Fixtures.file("empty.wav", Data()))) == .empty)
        let error = Decoded(.data(Data())).error
        #expect(error?.code == .empty)
        #expect(error?.source == "the data given")
    }

    @Test func headerWithoutSamples() {
        #expect(code(of: .data(WaveFile.header(channels: 1, rate: 16_000, dataSize: 0))) == .empty)
    }

    @Test(arguments: ["words.txt", "words.mp3", "words.wav", "words"])
    func text(_ name: String) throws {
        let text = Data(String(repeating: "The quick brown fox jumps over the lazy dog.\n", count: 200).utf8)
        #expect(code(of: .file(try Fixtures.file(name, text))) == .notAudio)
        #expect(code(of: .data(Data("hello".utf8), name: name)) == .notAudio)
    }

    @Test func randomBytes() throws {
        var generator = SeededGenerator(seed: 7)
        for length in [1, 10, 1_000, 100_000] {
            let noise = Data((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
            let decoded = Decoded(.data(noise, name: "noise.mp3"))
            #expect(decoded.error?.code == .notAudio, "\(length) bytes: \(String(describing: decoded.error))")
        }
    }

    @Test(arguments: ["png", "jpg", "gif", "bmp"])
    func picture(_ ending: String) throws {
        let url = try Fixtures.file("picture.\(ending)") {
            try Fixtures.ffmpeg(["-f", "lavfi", "-i", "testsrc=size=32x32", "-frames:v", "1", $0.path])
        }
        #expect(code(of: .file(url)) == .notAudio)
    }

    @Test(arguments: ["mute.mp4", "mute.mkv", "mute.avi"])
    func videoWithoutSound(_ name: String) throws {
        let url = try Fixtures.file(name) {
            try Fixtures.ffmpeg([
                "-f", "lavfi", "-i", "testsrc=size=64x64:rate=10:duration=1", "-c:v", "mpeg4", $0.path,
            ])
        }
        let error = Decoded(.file(url)).error
        #expect(error?.code == .noAudioTrack)
        #expect(error?.message.contains(name) == true)
    }

    @Test func absurdHeaders() {
        for rate in [0, 1, 900, 800_000] {
            var file = WaveFile.header(channels: 1, rate: rate, dataSize: 4_000)
            file.append(Data(count: 4_000))
            let error = Decoded(.data(file)).error
            #expect(error != nil, "\(rate) Hz")
        }
        for channels in [0, 65, 1_000, 65_535] {
            var file = WaveFile.header(channels: channels, rate: 16_000, dataSize: 400_000)
            file.append(Data(count: 400_000))
            #expect(Decoded(.data(file)).error != nil, "\(channels) channels")
        }
    }

    @Test func fileWithNoDecodableFrame() throws {
        var flac = try Data(contentsOf: Fixtures.encodedSweep("hollow.flac", ["-c:a", "flac"]))
        let start = try #require(flac.firstRange(of: [0xFF, 0xF8])).lowerBound
        flac.replaceSubrange(start..., with: Data(count: flac.count - start))
        let error = try #require(Decoded(.data(flac)).error)
        #expect([.decodingFailed, .truncated, .empty].contains(error.code), "\(error)")
    }

    #if canImport(Glibc)
    /// As root permissions do not count, so file access is done as nobody while the test runs.
    ///
    /// It applies to this thread only.
    @Test func noPermission() throws {
        let file = try Fixtures.file("secret.wav") {
            try WaveFile.data(Signal.sweep, seconds: 0.1, rate: 16_000).write(to: $0)
            chmod($0.path, 0)
        }
        let symbol = try #require(dlsym(nil, "setfsuid"))
        let setfsuid = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
        _ = setfsuid(65_534)
        let error = Decoded(.file(file)).error
        _ = setfsuid(geteuid())
        #expect(error?.code == .permissionDenied)
        #expect(error?.description == "secret.wav cannot be read: permission denied.")
    }
    #endif
}
