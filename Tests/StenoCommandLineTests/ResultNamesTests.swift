import Steno
import Testing

@testable import StenoCommandLine

@Suite struct ResultNamesTests {
    private func names(_ inputs: [String], _ formats: [TranscriptFormat] = [.srt]) -> [String] {
        let names = ResultNames(inputs.map { Input(argument: $0) }, formats: formats)
        return inputs.indices.flatMap { index in formats.map { names.name(index, $0) } }
    }

    @Test func takesTheNameWithoutItsExtension() {
        #expect(names(["talks/a.b.mp3", "c", ".hidden", "-"]) == ["a.b.srt", "c.srt", ".hidden.srt", "stdin.srt"])
    }

    @Test func keepsTheExtensionWhereNamesWouldMeet() {
        #expect(names(["a.wav", "a.mp3", "b.wav"]) == ["a.wav.srt", "a.mp3.srt", "b.srt"])
        #expect(names(["a.wav", "A.mp3"]) == ["a.wav.srt", "A.mp3.srt"], "some file systems know no case")
    }

    @Test func numbersWhatStillMeets() {
        #expect(names(["x/a.wav", "y/a.wav", "z/a.wav"]) == ["a.wav.srt", "a.wav-2.srt", "a.wav-3.srt"])
    }

    @Test func tellsTwoKindsOfJSONApart() {
        #expect(names(["a.wav"], [.whisperJSON]) == ["a.json"])
        #expect(names(["a.wav"], [.json, .whisperJSON]) == ["a.json", "a.whisper.json"])
    }
}
