import Foundation
import StenoAudio
import Testing

/// Where nothing was recorded there is silence, so that the rest keeps its time.
@Suite struct GapTests {
    @Test(arguments: ["late.mp4", "late.mov"])
    func aTrackThatBeginsLateKeepsItsTime(_ name: String) throws {
        let speech = try Fixtures.sweep(rate: 44_100)
        let file = try Fixtures.file(name) { url in
            let picture = ["-f", "lavfi", "-t", "3", "-i", "testsrc=size=32x32:rate=10"]
            let sound = ["-itsoffset", "1", "-i", speech.path]
            try Fixtures.ffmpeg(
                picture + sound + ["-map", "0:v", "-map", "1:a", "-c:v", "mpeg4", "-c:a", "aac", url.path]
            )
        }
        let samples = try #require(Decoded(.file(file)).channels.first)
        #expect(abs(samples.count - 48_000) < 1_600)
        #expect(Signal.power(Array(samples[..<15_000])) < 1e-6)
        let (likeness, _) = Signal.likeness(sweep, Array(samples[16_000...]), lags: -400...400)
        #expect(likeness > 0.9)
    }

    @Test func aGapIsSilent() throws {
        let speech = try Fixtures.sweep(rate: 16_000)
        let file = try Fixtures.file("gap.mka") { url in
            let cut = "aselect='not(between(t,0.5,1))'"
            try Fixtures.ffmpeg([
                "-i", speech.path, "-af", cut, "-c:a", "pcm_s16le", url.path,
            ])
        }
        let samples = try #require(Decoded(.file(file)).channels.first)
        #expect(abs(samples.count - 32_000) <= 16)
        #expect(Signal.power(Array(samples[9_600..<15_000])) == 0)
        let (likeness, lag) = Signal.likeness(Array(sweep[17_600...]), Array(samples[17_600...]))
        #expect(likeness > 0.999 && abs(lag) <= 16)
    }

    private var sweep: [Float] { Signal.samples(Signal.sweep, seconds: 2, rate: 16_000) }
}
