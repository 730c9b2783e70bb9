extension Sequence<Segment> {
    /// The speakers of the segments, in order of first appearance.
    var speakersInOrder: [Speaker] {
        var known: Set<String> = []
        return compactMap(\.speaker).filter { known.insert($0).inserted }.map { Speaker(label: $0) }
    }
}
