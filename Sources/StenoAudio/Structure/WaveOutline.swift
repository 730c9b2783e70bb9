/// The data chunk of a RIFF wave file.
struct WaveOutline {
    /// Where the samples start, in bytes.
    let dataOffset: Int64
    /// Bytes of samples, as the header states them.
    let dataSize: Int64
    /// Whether the size in the header is one that recorders write when they cannot know it: nothing, or the largest number
    /// that fits, rounded down a little.
    let isOpenEnded: Bool

    private static let largestChunkCount = 1_000

    /// `nil` if the source is not such a file, or has no data chunk.
    init?(of source: ByteSource) {
        let start = source.bytes(at: 0, count: 12)
        guard start.count == 12, start[0..<4].elementsEqual("RIFF".utf8), start[8...].elementsEqual("WAVE".utf8) else {
            return nil
        }
        var offset: Int64 = 12
        for _ in 0..<Self.largestChunkCount {
            let header = source.bytes(at: offset, count: 8)
            guard header.count == 8 else { return nil }
            let size = Int64(header[4...].littleEndian)
            if header[0..<4].elementsEqual("data".utf8) {
                dataOffset = offset + 8
                dataSize = size
                isOpenEnded = size == 0 || (0x7FFF_0000...0x8000_0000).contains(size) || size >= 0xFFFF_0000
                return
            }
            offset += 8 + size + size % 2
        }
        return nil
    }
}
