/// The end of an Ogg file.
enum OggTail {
    private static let largestPage = 65_307
    private static let headerLength = 27

    /// Whether the last page stops in its middle.
    static func isCut(_ source: ByteSource) -> Bool {
        let length = min(source.size, Int64(2 * largestPage))
        let tail = source.bytes(at: source.size - length, count: Int(length))
        guard let start = lastPage(in: tail) else { return false }
        guard tail.count - start >= headerLength else { return true }
        let segmentCount = Int(tail[start + 26])
        let lacing = tail.dropFirst(start + headerLength).prefix(segmentCount)
        guard lacing.count == segmentCount else { return true }
        let pageLength = headerLength + segmentCount + lacing.reduce(0) { $0 + Int($1) }
        return start + pageLength > tail.count
    }

    /// The place of the last page header: the capture pattern, version 0, and no flags but the three defined ones.
    private static func lastPage(in tail: [UInt8]) -> Int? {
        tail.indices.reversed().first { index in
            tail[index] == UInt8(ascii: "O") && tail[index...].starts(with: Array("OggS".utf8))
                && tail.dropFirst(index + 4).first ?? 0 == 0
                && tail.dropFirst(index + 5).first ?? 0 <= 7
        }
    }
}
