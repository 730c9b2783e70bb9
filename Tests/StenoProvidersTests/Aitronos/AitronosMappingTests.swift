import Steno
import Testing

@testable import StenoProviders

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
