import Foundation
import Steno
import Testing

@testable import StenoProviders

@Suite("SpeechIsCheap: words of the service")
struct SpeechIsCheapMappingTests {
    @Test(
        "Statuses, whatever their case",
        arguments: [
            ("PENDING", JobStatus.queued), (" completed\n", .completed), ("Failed", .failed), ("CANCELED", .cancelled),
            ("CANCELLED", .cancelled), ("UNKNOWN", .unknown("UNKNOWN")), ("", .unknown("")),
        ]
    )
    func statuses(word: String, status: JobStatus) {
        #expect(SpeechIsCheapMapping.status(word) == status)
    }

    @Test(
        "Languages with and without their share",
        arguments: [
            ("en (99.95%)", "en", 0.9995), ("en", "en", nil), ("en(50%)", "en", 0.5), ("  fr ( 7 % ) ", "fr", 0.07),
            ("en (100%)", "en", 1), ("en (0%)", "en", 0), ("en (101%)", "en", nil), ("en (?)", "en", nil),
            ("en (9.9.9%)", "en", nil), ("yue (12.5%", "yue", 0.125),
        ] as [(String, String, Double?)]
    )
    func languages(text: String, code: String, confidence: Double?) throws {
        let language = try #require(SpeechIsCheapMapping.language(text))
        #expect(language.code == code)
        #expect((language.confidence == nil) == (confidence == nil))
        if let confidence { #expect(abs((language.confidence ?? 0) - confidence) < 1e-12) }
    }

    @Test("No language", arguments: [nil, "", " ", "(99%)", " (99%)"] as [String?])
    func noLanguage(text: String?) {
        #expect(SpeechIsCheapMapping.language(text) == nil)
    }

    @Test("The language of most of the time, with its confidence over that time")
    func dominantLanguage() throws {
        func segment(_ start: Double, _ end: Double, _ language: String?) -> SpeechIsCheapSegment {
            var segment = SpeechIsCheapSegment()
            (segment.start, segment.end, segment.language) = (start, end, language)
            return segment
        }
        let segments = [
            segment(0, 1, "en (100%)"), segment(1, 5, "de (80%)"), segment(5, 9, nil), segment(9, 11, "de (50%)"),
            segment(11, 12, "de"),
        ]
        let language = try #require(SpeechIsCheapMapping.dominantLanguage(of: segments))
        #expect(language.code == "de")
        #expect(abs((language.confidence ?? 0) - 0.7) < 1e-12)
        #expect(SpeechIsCheapMapping.dominantLanguage(of: []) == nil)
        #expect(SpeechIsCheapMapping.dominantLanguage(of: [segment(2, 2, "en")])?.code == "en")
    }

    @Test("Segments out of order, and ends before their starts")
    func order() {
        var output = SpeechIsCheapOutput()
        var (late, early) = (SpeechIsCheapSegment(), SpeechIsCheapSegment())
        (late.start, late.end, late.text) = (5, 4, " world ")
        (early.start, early.end, early.text) = (1, 2, "hello")
        output.segments = [late, early]
        let transcript = SpeechIsCheapMapping.transcript(of: output)
        #expect(transcript.text == "hello world")
        #expect(transcript.segments.map(\.end) == [2, 5])
    }
}
