/// A caption on its way, in milliseconds.
struct CaptionCue {
    var start: Int
    var end: Int
    var lines: [String]
    /// The columns of all lines.
    var width: Int
    var speaker: String?
    var channel: Int?
}

extension CaptionCue {
    /// The segment as it is; nil without text.
    init?(_ segment: Segment) {
        let lines = CaptionText.lines(segment.text)
        guard !lines.isEmpty else { return nil }
        self.init(
            start: TimeCode.milliseconds(segment.start),
            end: TimeCode.milliseconds(segment.end),
            lines: lines,
            width: lines.reduce(0) { $0 + TextShape.width($1) },
            speaker: segment.speaker,
            channel: segment.channel
        )
    }
}

/// Puts captions in order, parts those that overlap, and lets short and fast ones stay longer where there is room.
struct CaptionTiming {
    private let minDuration: Int
    private let maxDuration: Int
    private let minGap: Int
    private let columnsPerSecond: Double?
    private let allowsOverlap: Bool
    private let audioEnd: Int?

    /// How long a caption may wait for the one before, where two people speak at once.
    ///
    /// BBC Subtitle Guidelines, section 5.2: no more than 1.5 seconds away from the speech.
    private static let maxDelay = 1500

    init(_ style: CaptionStyle, audioEnd: Double?) {
        maxDuration = max(1, style.maxDuration.map(TimeCode.milliseconds) ?? Int.max)
        minDuration = min(max(1, TimeCode.milliseconds(style.minDuration)), maxDuration)
        minGap = TimeCode.milliseconds(style.minGap)
        columnsPerSecond = style.maxCharactersPerSecond.flatMap { $0 > 0 ? $0 : nil }
        allowsOverlap = style.allowsOverlap
        self.audioEnd = audioEnd.map(TimeCode.milliseconds)
    }

    func settle(_ cues: [CaptionCue]) -> [CaptionCue] {
        guard allowsOverlap else { return settleInTurn(cues) }
        return Dictionary(grouping: cues, by: \.channel).values.flatMap(settleInTurn).sorted(by: Self.precedes)
    }

    private static func precedes(_ one: CaptionCue, _ other: CaptionCue) -> Bool {
        (one.start, one.end, one.channel ?? -1) < (other.start, other.end, other.channel ?? -1)
    }

    private func settleInTurn(_ cues: [CaptionCue]) -> [CaptionCue] {
        var cues = cues.enumerated().sorted {
            ($0.element.start, $0.offset) < ($1.element.start, $1.offset)
        }.map(\.element)
        for index in cues.indices {
            cues[index].end = max(cues[index].end, cues[index].start + 1)
            if cues[index].end - cues[index].start > maxDuration { cues[index].end = cues[index].start + maxDuration }
        }
        for index in cues.indices.dropLast() { part(&cues, at: index) }
        for index in cues.indices {
            let next = index + 1 < cues.count ? cues[index + 1].start : nil
            stretch(&cues[index], before: next)
        }
        return cues
    }

    /// Ends a caption before the next begins.
    ///
    /// The next begins when it is spoken, unless the earlier would be cut shorter
    /// than its share of the text; then it waits, within limits.
    private func part(_ cues: inout [CaptionCue], at index: Int) {
        let one = cues[index]
        let other = cues[index + 1]
        guard other.start < one.end else { return }
        let (width, otherWidth) = (one.width, other.width)
        let end = max(one.end, other.end)
        let share = Double(end - one.start) * Double(width) / Double(max(1, width + otherWidth))
        let fair = min(one.start + Int(share), one.end, other.start + Self.maxDelay)
        let boundary = max(other.start, one.start + 1, fair)
        cues[index].end = boundary
        cues[index + 1].start = boundary
        cues[index + 1].end = boundary + max(1, min(maxDuration, end - boundary))
    }

    /// Gives a caption the time it needs to be read, and keeps the gap to the next.
    private func stretch(_ cue: inout CaptionCue, before next: Int?) {
        var length = max(cue.end - cue.start, minDuration)
        if let columnsPerSecond {
            let needed = TimeCode.milliseconds(Double(cue.width) / columnsPerSecond)
            length = max(length, min(needed, maxDuration))
        }
        var end = cue.start + length
        if let audioEnd { end = min(end, max(audioEnd, cue.end)) }
        guard let next else {
            cue.end = end
            return
        }
        if end > next - minGap {
            // The gap is not worth making a short caption shorter still.
            end = max(next - minGap, cue.start + min(cue.end - cue.start, minDuration))
        }
        cue.end = min(end, next)
    }
}
