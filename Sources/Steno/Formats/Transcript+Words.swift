extension Transcript {
    /// The words whose middle lies in the segment's time, of the same speaker and channel where both are known.
    ///
    /// Looks at every word; ``wordsBySegment()`` serves all segments at once.
    public func words(of segment: Segment) -> [Word] {
        words.filter { segment.isCompatible(with: $0) && segment.holds($0.middle) }
    }

    /// The words of each segment, in the order of ``segments``.
    ///
    /// A word goes to one segment at most: one that holds its middle, of the same speaker and channel where both are known.
    /// The work grows with the words, and with the number of speakers and channels.
    public func wordsBySegment() -> [[Word]] {
        var found: [[Word]] = Array(repeating: [], count: segments.count)
        var lanes: [Lane] = []
        var laneOfKey: [Lane.Key: Int] = [:]
        for (index, segment) in segments.enumerated() {
            let key = Lane.Key(speaker: segment.speaker, channel: segment.channel)
            if let lane = laneOfKey[key] {
                lanes[lane].segments.append(index)
            } else {
                laneOfKey[key] = lanes.count
                lanes.append(Lane(segments: [index]))
            }
        }
        for word in words {
            let middle = word.middle
            for lane in lanes.indices where segments[lanes[lane].segments[0]].isCompatible(with: word) {
                guard let segment = lanes[lane].segment(at: middle, in: segments) else { continue }
                found[segment].append(word)
                break
            }
        }
        return found
    }
}

/// The segments of one speaker on one channel.
private struct Lane {
    struct Key: Hashable {
        var speaker: String?
        var channel: Int?
    }

    var segments: [Int]
    private var next = 0

    init(segments: [Int]) {
        self.segments = segments
    }

    /// The segment that holds a time; times are asked for in order.
    mutating func segment(at time: Double, in all: [Segment]) -> Int? {
        while next < segments.count, all[segments[next]].end < time { next += 1 }
        guard next < segments.count, all[segments[next]].holds(time) else { return nil }
        return segments[next]
    }
}

extension Segment {
    fileprivate func isCompatible(with word: Word) -> Bool {
        (speaker == nil || word.speaker == nil || speaker == word.speaker)
            && (channel == nil || word.channel == nil || channel == word.channel)
    }

    fileprivate func holds(_ time: Double) -> Bool {
        start <= time && time <= end
    }
}

extension Word {
    fileprivate var middle: Double { start + (end - start) / 2 }
}
