import Foundation
import StenoAudio
import StenoTestSupport
import Testing

/// One format of the list a recording may come in.
struct FormatCase: Sendable, CustomTestStringConvertible {
    let name: String
    var rate = 44_100
    var before: [String] = []
    var arguments: [String] = []
    var codec: String
    /// Least likeness to the original.
    var likeness = 0.99
    var knowsDuration = true
    /// Largest relative difference in power.
    var powerTolerance = 0.15

    var testDescription: String { name }

    func url() throws -> URL {
        try Fixtures.encodedSweep(name, rate: rate, before: before, arguments)
    }

    static let all: [FormatCase] = [
        FormatCase(name: "16k.wav", rate: 16_000, arguments: ["-c:a", "pcm_s16le"], codec: "pcm_s16le"),
        FormatCase(name: "24bit.wav", rate: 48_000, arguments: ["-c:a", "pcm_s24le"], codec: "pcm_s24le"),
        FormatCase(name: "32bit.wav", arguments: ["-c:a", "pcm_s32le"], codec: "pcm_s32le"),
        FormatCase(name: "float.wav", arguments: ["-c:a", "pcm_f32le"], codec: "pcm_f32le"),
        FormatCase(name: "double.wav", arguments: ["-c:a", "pcm_f64le"], codec: "pcm_f64le"),
        FormatCase(name: "u8.wav", arguments: ["-c:a", "pcm_u8"], codec: "pcm_u8"),
        FormatCase(name: "mulaw.wav", rate: 8_000, arguments: ["-c:a", "pcm_mulaw"], codec: "pcm_mulaw"),
        FormatCase(name: "alaw.wav", rate: 8_000, arguments: ["-c:a", "pcm_alaw"], codec: "pcm_alaw"),
        FormatCase(
            name: "gsm.wav",
            rate: 8_000,
            arguments: ["-c:a", "libgsm_ms"],
            codec: "gsm_ms",
            likeness: 0.8,
            powerTolerance: 0.5
        ),
        FormatCase(
            name: "adpcm.wav",
            rate: 8_000,
            arguments: ["-c:a", "adpcm_ima_wav"],
            codec: "adpcm_ima_wav",
            likeness: 0.97
        ),
        FormatCase(name: "voice.mp3", arguments: ["-c:a", "libmp3lame"], codec: "mp3"),
        FormatCase(
            name: "bare.mp3",
            arguments: ["-c:a", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0"],
            codec: "mp3",
            likeness: 0.98,
            knowsDuration: false
        ),
        FormatCase(name: "voice.m4a", arguments: ["-c:a", "aac"], codec: "aac"),
        FormatCase(name: "voice.aac", arguments: ["-c:a", "aac"], codec: "aac", likeness: 0.92, knowsDuration: false),
        FormatCase(name: "voice.flac", arguments: ["-c:a", "flac"], codec: "flac"),
        FormatCase(name: "vorbis.ogg", arguments: ["-c:a", "libvorbis"], codec: "vorbis"),
        FormatCase(name: "opus.ogg", rate: 48_000, arguments: ["-c:a", "libopus"], codec: "opus", likeness: 0.97),
        FormatCase(name: "voice.webm", rate: 48_000, arguments: ["-c:a", "libopus"], codec: "opus", likeness: 0.97),
        FormatCase(
            name: "video.mp4",
            before: ["-f", "lavfi", "-i", "testsrc=size=64x64:rate=10:duration=2"],
            arguments: ["-map", "0:v", "-map", "1:a", "-c:v", "mpeg4", "-c:a", "aac"],
            codec: "aac"
        ),
        FormatCase(
            name: "video.mkv",
            before: ["-f", "lavfi", "-i", "testsrc=size=64x64:rate=10:duration=2"],
            arguments: ["-map", "0:v", "-map", "1:a", "-c:v", "mpeg4", "-c:a", "flac"],
            codec: "flac"
        ),
        FormatCase(name: "voice.aiff", arguments: [], codec: "pcm_s16be"),
        FormatCase(name: "voice.caf", arguments: [], codec: "pcm_s16be"),
        FormatCase(name: "voice.au", arguments: [], codec: "pcm_s16be"),
        FormatCase(name: "voice.w64", arguments: [], codec: "pcm_s16le"),
        FormatCase(name: "voice.wma", arguments: ["-c:a", "wmav2"], codec: "wmav2", likeness: 0.97),
        FormatCase(name: "voice.ac3", arguments: ["-c:a", "ac3"], codec: "ac3", likeness: 0.97, knowsDuration: false),
        FormatCase(name: "voice.ts", arguments: ["-c:a", "aac"], codec: "aac", likeness: 0.92),
        FormatCase(
            name: "voice.g722",
            rate: 16_000,
            arguments: ["-c:a", "g722"],
            codec: "adpcm_g722"
        ),
    ]
}

@Suite struct FormatTests {
    @Test(arguments: FormatCase.all)
    func decodesToTheOriginal(_ format: FormatCase) throws {
        let decoded = Decoded(.file(try format.url()))
        #expect(decoded.error == nil)
        let original = Signal.samples(Signal.sweep, seconds: 2, rate: 16_000)
        #expect(abs(decoded.seconds - 2) < 0.15, "\(decoded.seconds) s")
        let (likeness, lag) = Signal.likeness(original, decoded.samples, lags: -800...1_400)
        #expect(likeness > format.likeness, "likeness \(likeness) at lag \(lag)")
        #expect(abs(Signal.power(decoded.samples) / Signal.power(original) - 1) < format.powerTolerance)
    }

    @Test(arguments: FormatCase.all)
    func describes(_ format: FormatCase) throws {
        let info = try AudioInfo.read(.file(format.url()))
        #expect(info.codec == format.codec)
        #expect(info.channelCount == 1)
        #expect(info.sampleRate == format.rate)
        #expect((info.duration != nil) == format.knowsDuration)
        if let duration = info.duration { #expect(abs(duration - 2) < 0.15, "\(duration) s") }
    }

    @Test(arguments: FormatCase.all)
    func memoryEqualsFile(_ format: FormatCase) throws {
        let url = try format.url()
        let fromData = Decoded(.data(try Data(contentsOf: url), name: url.lastPathComponent))
        let fromFile = Decoded(.file(url))
        #expect(fromData.channels == fromFile.channels)
        #expect(fromData.info == fromFile.info)
    }

    @Test func sixteenKilohertzIsTheIntegersExactly() throws {
        let integers =
            WaveFile.quantized(Signal.samples(Signal.sweep, seconds: 2.5, rate: 16_000)) + [-32_768, 32_767, 0]
        let decoded = Decoded(.data(WaveFile.data([integers], rate: 16_000)))
        #expect(decoded.samples == WaveFile.floats(integers))
        #expect(decoded.blockLengths == [16_000, 16_000, 8_003])
    }

    @Test func sliceOfDataIsReadFromItsOwnStart() throws {
        let wave = WaveFile.data(Signal.sweep, seconds: 0.5, rate: 16_000)
        let padded = Data(repeating: 7, count: 100) + wave
        #expect(Decoded(.data(padded[100...])).samples == Decoded(.data(wave)).samples)
    }

    @Test func coverPictureIsNoObstacle() throws {
        let picture = try Fixtures.file("cover.png") {
            try Fixtures.ffmpeg(["-f", "lavfi", "-i", "color=red:s=16x16", "-frames:v", "1", $0.path])
        }
        let url = try Fixtures.encodedSweep(
            "cover.mp3",
            before: ["-i", picture.path],
            ["-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "libmp3lame", "-disposition:v", "attached_pic"]
        )
        let decoded = Decoded(.file(url))
        #expect(decoded.error == nil)
        #expect(decoded.info?.codec == "mp3")
        #expect(abs(decoded.seconds - 2) < 0.1)
    }
}
