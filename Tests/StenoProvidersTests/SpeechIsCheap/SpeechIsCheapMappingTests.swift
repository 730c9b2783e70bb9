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

    @Test("The oldest of the jobs remembered is forgotten first")
    func recentJobs() {
        let jobs = RecentJobs<Int>(limit: 2)
        jobs.remember(1, of: "a")
        jobs.remember(2, of: "b")
        jobs.remember(3, of: "a")
        jobs.remember(4, of: "c")
        #expect(jobs["a"] == nil)
        #expect(jobs["b"] == 2)
        #expect(jobs.forget("b") == 2)
        #expect(jobs.forget("b") == nil)
        jobs.remember(5, of: "d")
        #expect(jobs["c"] == 4)
        #expect(jobs["d"] == 5)
    }
}

@Suite("Aitronos: words of the service")
struct AitronosMappingTests {
    @Test("Every status has a word to list by")
    func words() {
        for status in [JobStatus.queued, .running, .completed, .failed, .cancelled, .unknown("reviewing")] {
            #expect(AitronosMapping.status(AitronosMapping.word(for: status)) == status)
        }
        #expect(AitronosMapping.status(" Canceled ") == .cancelled)
    }

    @Test("Where the next page begins")
    func offsets() {
        func page(_ count: Int, returned: Int? = nil, hasMore: Bool? = nil, total: Int? = nil) -> AitronosPage {
            var page = AitronosPage()
            page.transcriptions = Array(repeating: AitronosTranscription(), count: count)
            (page.returnedCount, page.hasMore, page.totalCount) = (returned, hasMore, total)
            return page
        }
        #expect(AitronosMapping.nextOffset(after: page(2, hasMore: true), from: 4) == 6)
        #expect(AitronosMapping.nextOffset(after: page(2, returned: 3, hasMore: true), from: 4) == 7)
        #expect(AitronosMapping.nextOffset(after: page(2, returned: 0, hasMore: true), from: 4) == 6)
        #expect(AitronosMapping.nextOffset(after: page(2, hasMore: false, total: 100), from: 4) == nil)
        #expect(AitronosMapping.nextOffset(after: page(0, returned: 5, hasMore: true), from: 4) == nil)
        #expect(AitronosMapping.nextOffset(after: page(2, total: 7), from: 4) == 6)
        #expect(AitronosMapping.nextOffset(after: page(2, total: 6), from: 4) == nil)
        #expect(AitronosMapping.nextOffset(after: page(2), from: 4) == nil)
        #expect(AitronosMapping.nextOffset(after: page(2, hasMore: true), from: .max) == nil)
    }

    @Test("A text whose lines were broken")
    func unwrapped() {
        #expect(AitronosMapping.unwrapped("Good\nmorning. \r\n\n Shall") == "Good morning. Shall")
        #expect(AitronosMapping.spoken(" \n ") == nil)
    }
}
