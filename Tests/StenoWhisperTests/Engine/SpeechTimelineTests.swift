import Testing

@testable import StenoWhisper

@Suite struct SpeechTimelineTests {
    @Test func samplesMapBackToTheirOrigin() {
        var timeline = SpeechTimeline()
        timeline.append(100, from: 1000)
        timeline.appendGap(20)
        timeline.append(50, from: 5000)
        #expect(timeline.length == 170)
        #expect(timeline.origin(of: 0) == 1000)
        #expect(timeline.origin(of: 99) == 1099)
        #expect(timeline.origin(of: 110) == 1100, "inside the gap it is the end of the piece before")
        #expect(timeline.origin(of: 120) == 5000)
        #expect(timeline.origin(of: 170) == 5050)
        #expect(timeline.origin(of: 9999) == 5050)
    }

    @Test func piecesThatTouchAreOne() {
        var timeline = SpeechTimeline()
        timeline.append(100, from: 0)
        timeline.append(100, from: 100)
        #expect(timeline.origin(of: 150) == 150)
        #expect(timeline.streamEnd == 200)
    }

    @Test func anEmptyTimelineChangesNothing() {
        #expect(SpeechTimeline().origin(of: 7) == 7)
    }
}
