import Foundation
import StenoAudio
import StenoTestSupport
import Testing

@Suite struct ChannelTests {
    private static let tones: [Double] = [300, 500, 700, 1_100, 1_300, 1_700]

    /// A tone of its own on every channel.
    private static func tones(_ count: Int, rate: Int = 16_000, seconds: Double = 1) -> Data {
        let channels = tones.prefix(count).map {
            WaveFile.quantized(Signal.samples(Signal.tone($0), seconds: seconds, rate: rate))
        }
        return WaveFile.data(channels, rate: rate)
    }

    @Test(arguments: [16_000, 44_100], [2, 4, 6])
    func separateChannelsStayApart(rate: Int, count: Int) {
        let decoded = Decoded(.data(Self.tones(count, rate: rate)), .separate)
        #expect(decoded.channels.count == count)
        for (channel, tone) in zip(decoded.channels, Self.tones) {
            #expect(Signal.share(of: tone, in: channel) > 0.98)
            #expect(abs(channel.count - 16_000) <= 1)
        }
    }

    @Test(arguments: ["surround.flac", "surround.ogg", "surround.m4a", "surround.opus"])
    func surroundSeparatesInEveryCodec(_ name: String) throws {
        let six = try Fixtures.file("six.wav", Self.tones(6, rate: 48_000))
        let url = try Fixtures.file(name) {
            try Fixtures.ffmpeg(["-channel_layout", "5.1", "-i", six.path, $0.path])
        }
        let decoded = Decoded(.file(url), .separate)
        #expect(decoded.error == nil)
        #expect(decoded.info?.channelCount == 6)
        for tone in Self.tones where tone != 1_100 {
            let loudest = decoded.channels.map { Signal.share(of: tone, in: $0) }.max() ?? 0
            #expect(loudest > 0.9, "\(tone) Hz")
        }
    }

    @Test func surroundMixKeepsSpeechAndStaysInScale() throws {
        let six = try Fixtures.file("six.wav", Self.tones(6, rate: 48_000))
        let url = try Fixtures.file("mix.flac") {
            try Fixtures.ffmpeg(["-channel_layout", "5.1", "-i", six.path, $0.path])
        }
        let decoded = Decoded(.file(url))
        #expect(decoded.channels.count == 1)
        #expect((decoded.samples.map(abs).max() ?? 9) <= 1)
        #expect(Signal.share(of: Self.tones[2], in: decoded.samples) > 0.2, "the centre carries speech")
    }

    @Test func stereoMixIsTheAverage() {
        let left: [Int16] = [1_000, -2_000, 32_767, -32_768, 4]
        let right: [Int16] = [3_000, 2_000, 32_767, -32_768, 0]
        let decoded = Decoded(.data(WaveFile.data([left, right], rate: 16_000)))
        let average = zip(left, right).map { left, right -> Float in
            let sum = Float(left) + Float(right)
            return sum / 65_536
        }
        #expect(decoded.samples == average)
    }

    @Test func separateStereoIsTheIntegersExactly() {
        let left: [Int16] = [1_000, -2_000, 32_767, -32_768, 4]
        let right: [Int16] = [3_000, 2_000, 32_767, -32_768, 0]
        let decoded = Decoded(.data(WaveFile.data([left, right], rate: 16_000)), .separate)
        #expect(decoded.channels == [WaveFile.floats(left), WaveFile.floats(right)])
    }

    @Test func channelsOfUnknownPlaceAreAveraged() {
        let channels = (0..<9).map { [Int16](repeating: Int16($0 * 1_000), count: 100) }
        let decoded = Decoded(.data(WaveFile.data(channels, rate: 16_000)))
        #expect(decoded.samples.count == 100)
        #expect(abs(decoded.samples[50] - 4_000 / 32_768) < 1e-5)
    }

    @Test func sixtyFourChannelsAreTheMost() {
        let channel = [Int16](repeating: 100, count: 50)
        let most = Decoded(.data(WaveFile.data(Array(repeating: channel, count: 64), rate: 16_000)), .separate)
        #expect(most.channels.count == 64)
        #expect(most.samples == WaveFile.floats(channel))
        let more = Decoded(.data(WaveFile.data(Array(repeating: channel, count: 65), rate: 16_000)))
        #expect(more.error?.code == .unsupportedCodec)
    }

    @Test func changeOfChannelsAndRateInsideAFileIsFollowed() throws {
        let mono = try Fixtures.encodedSweep("part1.mp3", rate: 44_100, ["-ac", "1", "-write_xing", "0"])
        let stereo = try Fixtures.encodedSweep(
            "part2.mp3",
            rate: 48_000,
            ["-ac", "2", "-write_xing", "0", "-id3v2_version", "0"]
        )
        let both = try Data(contentsOf: mono) + Data(contentsOf: stereo)
        for mode in [ChannelMode.mono, .separate] {
            let decoded = Decoded(.data(both, name: "both.mp3"), mode)
            #expect(decoded.error == nil)
            #expect(decoded.channels.count == 1)
            #expect(abs(decoded.seconds - 4) < 0.25, "\(decoded.seconds) s")
            let original = Signal.samples(Signal.sweep, seconds: 2, rate: 16_000)
            let second = Array(decoded.samples.suffix(32_500))
            #expect(Signal.likeness(original, second, lags: -800...1_600).0 > 0.95)
        }
    }

    @Test func channelsThatVanishFallSilent() throws {
        let stereo = try Fixtures.encodedSweep("stereo.mp3", rate: 48_000, ["-ac", "2", "-write_xing", "0"])
        let mono = try Fixtures.encodedSweep(
            "mono.mp3",
            rate: 48_000,
            ["-ac", "1", "-write_xing", "0", "-id3v2_version", "0"]
        )
        let decoded = Decoded(.data(try Data(contentsOf: stereo) + Data(contentsOf: mono)), .separate)
        #expect(decoded.channels.count == 2)
        #expect(decoded.channels[0].count == decoded.channels[1].count)
        #expect(Signal.power(Array(decoded.channels[0].suffix(16_000))) > 0.05)
        #expect(Signal.power(Array(decoded.channels[1].suffix(16_000))) < 1e-6)
    }

    @Test func chainedOggIsReadToItsEnd() throws {
        let first = try Fixtures.encodedSweep("chain1.ogg", rate: 48_000, ["-c:a", "libopus"])
        let second = try Fixtures.encodedSweep("chain2.ogg", rate: 48_000, ["-c:a", "libopus", "-serial_offset", "77"])
        let decoded = Decoded(.data(try Data(contentsOf: first) + Data(contentsOf: second)))
        #expect(decoded.error == nil)
        #expect(abs(decoded.seconds - 4) < 0.2, "\(decoded.seconds) s")
    }
}
