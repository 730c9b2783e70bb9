import StenoWhisper
import Testing

@testable import StenoCommandLine

@Suite struct FiguresTests {
    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (885_098, "885 kB"), (77_691_713, "77.7 MB"),
        (999_950_000, "1.0 GB"), (3_095_033_483, "3.1 GB"),
    ])
    func showsSizes(count: Int64, text: String) {
        #expect(Figures.bytes(count) == text)
    }

    @Test func showsHowFastItWas() {
        var result = FileResult(index: 0, result: .success(Transcript(text: "")))
        result.seconds = 5
        result.audioSeconds = 20
        #expect(
            Figures.line(result)
                == "20.0 s of audio, transcription took 5.00 s, real-time factor 0.250, 4.0 times as fast as speech"
        )
        result.audioSeconds = nil
        #expect(Figures.line(result) == "transcription took 5.00 s")
    }

    @Test func takesTheTerminalNoOrders() {
        #expect("a\u{1B}[2Jb\r.wav".printable == "a\u{FFFD}[2Jb\u{FFFD}.wav")
        #expect("Gespräch ☎️ 日本.wav".printable == "Gespräch ☎️ 日本.wav")
    }
}

@Suite struct DownloadProgressTests {
    @Test func reckonsThePaceWithoutWhatWasThereBefore() {
        let progress = DownloadProgress("tiny")
        #expect(progress.bar(after: 0) == ProgressBar(elapsed: 0, label: "tiny"))
        progress.reach(.init(phase: .downloading, byteCount: 50_000_000, totalByteCount: 100_000_000))
        #expect(progress.bar(after: 10).fraction == 0.5)
        progress.reach(.init(phase: .downloading, byteCount: 60_000_000, totalByteCount: 100_000_000))
        let bar = progress.bar(after: 20)
        #expect(bar.remaining == 40)
        #expect(bar.label == "1.0 MB/s  tiny")
    }
}
