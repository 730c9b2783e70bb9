/// Makes captions: text is cut into atoms, atoms that belong together into runs, runs into captions, captions into lines.
struct CaptionBuilder {
    private let style: CaptionStyle
    private let lineBreaker: LineBreaker
    private let splitter: CaptionSplitter
    private let pause: Int

    init(_ style: CaptionStyle) {
        self.style = style
        lineBreaker = LineBreaker(style)
        splitter = CaptionSplitter(style, lineBreaker: lineBreaker)
        pause = max(1, TimeCode.milliseconds(style.pause))
    }

    func captions(of transcript: Transcript) -> [Caption] {
        let spoken = transcript.spokenSegments().map { spoken in
            var spoken = spoken
            if let sound = spoken.segment.sound, spoken.segment.text.isEmpty { spoken.segment.text = "[\(sound)]" }
            return spoken
        }
        let cues = style.reflows ? cues(of: lanes(of: spoken)) : spoken.compactMap { CaptionCue($0.segment) }
        return CaptionTiming(style, audioEnd: transcript.duration).settle(cues).map { cue in
            Caption(
                start: TimeCode.seconds(cue.start),
                end: TimeCode.seconds(cue.end),
                lines: cue.lines,
                speaker: style.speakerLabels ? cue.speaker : nil
            )
        }
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
            if lane.label?.speaker != atom.speaker {
                lane.label = (atom.speaker, lineBreaker.labelWidth(atom.speaker))
            }
            lane.append(atom, within: lineBreaker.maxLength - (lane.label?.width ?? 0))
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
        let shapes = lane.atoms.indices.map { index in
            AtomShape(lane.atoms[index], before: index + 1 < lane.atoms.count ? lane.atoms[index + 1] : nil)
        }
        var cues: [CaptionCue] = []
        var last: String?
        var start = 0
        while start < lane.atoms.count {
            let speaker = lane.atoms[start].speaker
            var end = start + 1
            while end < lane.atoms.count, !lane.atoms[end].startsRun { end += 1 }
            let label = lineBreaker.labelWidth(speaker)
            let firstLabel = isInterleaved || speaker != last ? label : 0
            let labels = CaptionLabels(first: firstLabel, others: isInterleaved ? label : 0)
            for caption in splitter.split(shapes[start..<end], labels: labels) {
                let lines = lineBreaker.lines(
                    shapes[caption],
                    label: labels.width(isFirst: caption.lowerBound == start)
                )
                cues.append(
                    CaptionCue(
                        start: shapes[caption.lowerBound].start,
                        end: shapes[caption].reduce(0) { max($0, $1.end) },
                        lines: lines.map { CaptionAtom.text(lane.atoms[$0]) },
                        width: shapes[caption].reduce(0) { $0 + $1.width + $1.space },
                        speaker: speaker,
                        channel: lane.channel
                    )
                )
            }
            last = speaker
            start = end
        }
        return cues
    }
}

/// The atoms of one channel.
private struct CaptionLane {
    var channel: Int?
    private(set) var atoms: [CaptionAtom] = []
    /// The columns of the label of the speaker met last.
    var label: (speaker: String?, width: Int)?
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

    mutating func append(_ atom: CaptionAtom, within limit: Int) {
        if atom.start < end, atom.startsRun { hasOverlaps = true }
        end = max(end, atom.end)
        if atom.width > limit {
            atoms += atom.pieces(within: limit)
        } else {
            atoms.append(atom)
        }
    }
}
