/// Makes captions: text is cut into atoms, atoms that belong together into runs, runs into captions, captions into lines.
struct CaptionBuilder {
    private let style: CaptionStyle
    private let lineBreaker: LineBreaker
    private let capacity: Int
    private let pause: Int
    private let minDuration: Int
    private let maxDuration: Int?

    init(_ style: CaptionStyle) {
        self.style = style
        lineBreaker = LineBreaker(style)
        capacity = lineBreaker.maxLength * lineBreaker.maxLines
        pause = max(1, TimeCode.milliseconds(style.pause))
        minDuration = TimeCode.milliseconds(style.minDuration)
        maxDuration = style.maxDuration.map(TimeCode.milliseconds)
    }

    func captions(of transcript: Transcript) -> [Caption] {
        let spoken = transcript.spokenSegments().map { spoken in
            var spoken = spoken
            if !style.speakerLabels { spoken.segment.speaker = nil }
            if let sound = spoken.segment.sound, spoken.segment.text.isEmpty { spoken.segment.text = "[\(sound)]" }
            return spoken
        }
        let cues = style.reflows ? cues(of: lanes(of: spoken)) : spoken.compactMap { CaptionCue($0.segment) }
        return CaptionTiming(style, audioEnd: transcript.duration).settle(cues).map(\.caption)
    }

    // MARK: Runs

    /// The atoms of each channel, marked where a caption must begin: with another speaker, after a pause, around sounds.
    private func lanes(of spoken: [SpokenSegment]) -> [CaptionLane] {
        var lanes: [CaptionLane] = []
        var laneOfChannel: [Int?: Int] = [:]
        for spoken in spoken {
            let index: Int
            if let known = laneOfChannel[spoken.segment.channel] {
                index = known
            } else {
                index = lanes.count
                laneOfChannel[spoken.segment.channel] = index
                lanes.append(CaptionLane(channel: spoken.segment.channel))
            }
            append(spoken, to: &lanes[index])
        }
        return lanes
    }

    private func append(_ spoken: SpokenSegment, to lane: inout CaptionLane) {
        let isSound = spoken.segment.sound != nil
        var mustBreak = lane.atoms.isEmpty || lane.mustBreak || isSound
        for var atom in CaptionAtom.atoms(of: spoken.segment, words: spoken.words) {
            if !style.speakerLabels { atom.speaker = nil }
            if let last = lane.atoms.last {
                if lane.isSegmentStart, !atom.isSpaced, let left = last.text.last,
                    let right = atom.text.first
                {
                    atom.isSpaced = TextShape.isSpaced(between: left, and: right)
                }
                atom.startsRun =
                    mustBreak || atom.speaker != last.speaker
                    || atom.start - last.end >= pause || atom.start < last.start
            } else {
                atom.startsRun = true
            }
            lane.append(atom.pieces(within: lineBreaker.maxLength - lineBreaker.labelWidth(atom.speaker)))
            mustBreak = false
            lane.isSegmentStart = false
        }
        lane.isSegmentStart = true
        lane.mustBreak = isSound || spoken.segment.endsTurn == true
    }

    // MARK: Captions

    private func cues(of lanes: [CaptionLane]) -> [CaptionCue] {
        lanes.flatMap { cues(of: $0, isInterleaved: lanes.count > 1 || $0.hasOverlaps) }
    }

    /// The captions of a channel; interleaved means that others may come in between, so that any may begin a turn.
    private func cues(of lane: CaptionLane, isInterleaved: Bool) -> [CaptionCue] {
        var cues: [CaptionCue] = []
        var speaker: String?
        var start = 0
        while start < lane.atoms.count {
            var end = start + 1
            while end < lane.atoms.count, !lane.atoms[end].startsRun { end += 1 }
            let run = CaptionRun(
                atoms: lane.atoms[start..<end],
                label: lineBreaker.labelWidth(lane.atoms[start].speaker),
                labels: isInterleaved ? .each : lane.atoms[start].speaker == speaker ? .none : .first
            )
            speaker = lane.atoms[start].speaker
            for caption in split(run) {
                cues.append(
                    CaptionCue(
                        start: lane.atoms[caption.lowerBound].start,
                        end: lane.atoms[caption].lazy.map(\.end).max() ?? 0,
                        lines: lineBreaker.lines(lane.atoms[caption], label: run.label(at: caption.lowerBound)),
                        speaker: speaker,
                        channel: lane.channel
                    )
                )
            }
            start = end
        }
        return cues
    }

    /// The cheapest way to cut a run into captions that keep the limits, found from the end backwards.
    private func split(_ run: CaptionRun) -> [Range<Int>] {
        let atoms = run.atoms
        var best = Array(repeating: 0, count: atoms.count + 1)
        var next = Array(repeating: 0, count: atoms.count)
        for start in atoms.indices.reversed() {
            var fill = lineBreaker.fill(label: run.label(at: start))
            var sentences = 0
            var cheapest = Int.max
            for last in start..<atoms.endIndex {
                let atom = atoms[last]
                guard fill.take(atom) else { break }
                let length = max(0, atom.end - atoms[start].start)
                if last > start, let maxDuration, length > maxDuration { break }
                let end = last + 1
                let quality = end < atoms.endIndex ? CaptionAtom.quality(after: atom, before: atoms[end]) : .sentence
                var cost = Cost.caption + Cost.end(quality) + Cost.slack(fill.width, of: capacity)
                if quality != .sentence, sentences > 0 { cost += Cost.mixedSentences }
                if last == start, atom.isSpaced || end < atoms.endIndex, atoms.count > 1 { cost += Cost.singleWord }
                if length < minDuration { cost += Cost.short }
                if end < atoms.endIndex {
                    cost -= Cost.pause * min(pause, max(0, atoms[end].start - atom.end)) / pause
                }
                cost += best[end - atoms.startIndex]
                if cost < cheapest {
                    cheapest = cost
                    next[start - atoms.startIndex] = end
                }
                if quality == .sentence { sentences += 1 }
            }
            best[start - atoms.startIndex] = cheapest
        }
        var captions: [Range<Int>] = []
        var start = atoms.startIndex
        while start < atoms.endIndex {
            let end = next[start - atoms.startIndex]
            captions.append(start..<end)
            start = end
        }
        return captions
    }

    /// What makes a way to cut worse, in points.
    ///
    /// The scale is set by eye; only proportions matter.
    private enum Cost {
        /// Fewer captions are better.
        static let caption = 100
        /// The end of one sentence with the beginning of the next.
        static let mixedSentences = 150
        static let singleWord = 150
        static let short = 60
        /// Taken off where the speaker pauses as long as the style's pause.
        static let pause = 60

        static func end(_ quality: BreakQuality) -> Int {
            switch quality {
            case .sentence: 0
            case .clause: 40
            case .word: 120
            case .afterShortWord: 140
            case .insideWord: 300
            }
        }

        /// Grows with the square of the room left, so that captions of like length win.
        static func slack(_ width: Int, of capacity: Int) -> Int {
            let room = 1 - Double(min(width, capacity)) / Double(max(1, capacity))
            return Int(60 * room * room)
        }
    }
}

/// The atoms of one channel.
private struct CaptionLane {
    var channel: Int?
    private(set) var atoms: [CaptionAtom] = []
    /// Whether the next atom begins a caption.
    var mustBreak = false
    /// Whether the next atom begins a segment.
    var isSegmentStart = false

    init(channel: Int?) {
        self.channel = channel
    }

    /// Whether someone begins before another has ended.
    private(set) var hasOverlaps = false
    private var end = 0

    mutating func append(_ pieces: [CaptionAtom]) {
        for piece in pieces {
            if piece.start < end, piece.startsRun { hasOverlaps = true }
            end = max(end, piece.end)
        }
        atoms += pieces
    }
}

/// Atoms of one speaker without a pause.
private struct CaptionRun {
    var atoms: ArraySlice<CaptionAtom>
    /// The columns of the speaker's label.
    var label: Int
    /// Which captions need room for the label: it is written where a turn starts.
    var labels: Labels

    enum Labels {
        case none
        case first
        case each
    }

    /// The columns to keep free in a caption that begins with the atom.
    func label(at atom: Int) -> Int {
        switch labels {
        case .none: 0
        case .first: atom == atoms.startIndex ? label : 0
        case .each: label
        }
    }
}
