/// The columns to keep free for a speaker's label in the captions of a run.
struct CaptionLabels {
    var first: Int
    var others: Int

    func width(isFirst: Bool) -> Int { isFirst ? first : others }
}

/// Cuts a run, which is atoms of one speaker without a long pause, into captions that keep the limits.
struct CaptionSplitter {
    private let lineBreaker: LineBreaker
    private let capacity: Int
    private let pause: Int
    private let minDuration: Int
    private let maxDuration: Int

    init(_ style: CaptionStyle, lineBreaker: LineBreaker) {
        self.lineBreaker = lineBreaker
        capacity = lineBreaker.maxLength * lineBreaker.maxLines
        pause = max(1, TimeCode.milliseconds(style.pause))
        minDuration = TimeCode.milliseconds(style.minDuration)
        maxDuration = style.maxDuration.map(TimeCode.milliseconds) ?? Int.max
    }

    /// The cheapest way, found from the end backwards.
    func split(_ atoms: ArraySlice<AtomShape>, labels: CaptionLabels) -> [Range<Int>] {
        let first = atoms.startIndex
        var best = Array(repeating: 0, count: atoms.count + 1)
        var next = Array(repeating: 0, count: atoms.count)
        for start in atoms.indices.reversed() {
            var fill = lineBreaker.fill(label: labels.width(isFirst: start == first))
            var holdsSentenceEnd = false
            var cheapest = Int.max
            for last in start..<atoms.endIndex {
                let atom = atoms[last]
                let length = max(0, atom.end - atoms[start].start)
                guard fill.take(atom), last == start || length <= maxDuration else { break }
                let end = last + 1
                let isEnd = end == atoms.endIndex
                var cost = best[end - first] + Cost.caption + Cost.slack(fill.width, of: capacity)
                if length < minDuration { cost += Cost.short }
                if last == start, atoms.count > 1, atom.isSpaced || !isEnd { cost += Cost.singleWord }
                if !isEnd {
                    cost += Cost.end(atom.breakAfter)
                    if holdsSentenceEnd, atom.breakAfter != .sentence { cost += Cost.mixedSentences }
                    cost -= Cost.pause * min(pause, max(0, atoms[end].start - atom.end)) / pause
                }
                if cost < cheapest {
                    cheapest = cost
                    next[start - first] = end
                }
                if atom.breakAfter == .sentence { holdsSentenceEnd = true }
            }
            best[start - first] = cheapest
        }
        var captions: [Range<Int>] = []
        var start = first
        while start < atoms.endIndex {
            captions.append(start..<next[start - first])
            start = next[start - first]
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
            let room = max(0, capacity - width)
            return 60 * room * room / (capacity * capacity)
        }
    }
}
