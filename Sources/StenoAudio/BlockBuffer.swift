/// Collects planar samples in pieces of any length and hands them out in blocks of one length.
struct BlockBuffer {
    private let blockLength: Int
    private var planes: [[Float]]

    init(channelCount: Int, blockLength: Int) {
        self.blockLength = blockLength
        planes = Array(repeating: [], count: channelCount)
    }

    /// Samples waiting, for each channel.
    var count: Int { planes.first?.count ?? 0 }

    /// Whether a whole block is waiting.
    var isFull: Bool { count >= blockLength }

    /// Appends samples to one channel.
    ///
    /// Every channel must be given the same number before a block is taken.
    mutating func append(_ samples: UnsafeBufferPointer<Float>, toChannel channel: Int) {
        planes[channel].append(contentsOf: samples)
    }

    /// Appends silence to every channel.
    mutating func appendSilence(_ count: Int) {
        for channel in planes.indices { planes[channel].append(contentsOf: repeatElement(0, count: count)) }
    }

    /// Takes the oldest block, or what is left if it is shorter; `nil` if nothing is.
    mutating func take() -> [[Float]]? {
        guard count > 0 else { return nil }
        guard count > blockLength else {
            let block = planes
            planes = Array(repeating: [], count: planes.count)
            return block
        }
        var block: [[Float]] = []
        for channel in planes.indices {
            block.append(Array(planes[channel].prefix(blockLength)))
            planes[channel].removeFirst(blockLength)
        }
        return block
    }
}
