/// The two outermost elements of a Matroska or WebM file.
enum MatroskaOutline {
    private static let header: UInt64 = 0x1A45_DFA3
    private static let segment: UInt64 = 0x1853_8067

    /// Whether the segment claims more bytes than the file has.
    ///
    /// A segment of unknown length, as live recordings have, does not.
    static func isCut(_ source: ByteSource) -> Bool {
        let start = source.bytes(at: 0, count: 16)
        guard start.prefix(4).bigEndian == header,
            let headerSize = length(start.dropFirst(4)), headerSize.value < 4_096
        else { return false }
        let offset = 4 + Int64(headerSize.width) + Int64(headerSize.value)
        let next = source.bytes(at: offset, count: 16)
        guard next.prefix(4).bigEndian == segment, let size = length(next.dropFirst(4)) else { return false }
        return Int64(size.value) > source.size - offset - 4 - Int64(size.width)
    }

    /// A number of variable width: as many leading zero bits as bytes follow the first.
    ///
    /// `nil` if all its bits are ones (unknown length), or if it is not there.
    private static func length(_ bytes: ArraySlice<UInt8>) -> (value: UInt64, width: Int)? {
        guard let first = bytes.first, first != 0 else { return nil }
        let width = first.leadingZeroBitCount + 1
        guard bytes.count >= width else { return nil }
        let mask: UInt64 = (1 << (7 * UInt64(width))) - 1
        let value = bytes.prefix(width).bigEndian & mask
        return value == mask ? nil : (value, width)
    }
}
