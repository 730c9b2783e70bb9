import Steno

extension Speaker {
    /// What a speaker is called: the service's own label, or one made of the channel where it gives none.
    static func label(_ label: String?, channel: Int?) -> String? {
        if let label, !label.isEmpty { return label }
        return channel.map(Self.label(ofChannel:))
    }

    private static func label(ofChannel channel: Int) -> String { "channel_\(channel)" }

    /// Everyone who speaks, in order of first appearance; a label made of a channel is marked with it.
    static func inOrder(of segments: [Segment], _ words: [Word] = []) -> [Speaker] {
        var known: Set<String> = []
        var speakers: [Speaker] = []
        func add(_ label: String?, _ channel: Int?) {
            guard let label, known.insert(label).inserted else { return }
            let isOfChannel = channel.map(Self.label(ofChannel:)) == label
            speakers.append(Speaker(label: label, channel: isOfChannel ? channel : nil))
        }
        for segment in segments { add(segment.speaker, segment.channel) }
        for word in words { add(word.speaker, word.channel) }
        return speakers
    }
}
