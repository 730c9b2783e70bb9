/// The outermost boxes of an MP4 or QuickTime file: enough to tell a cut file from a whole one.
struct BoxOutline {
    /// Whether the file starts as this family of formats does.
    private(set) var startsWithFileType = false
    /// Whether an index is there: `moov` for tracks, `meta` for still images.
    private(set) var hasIndex = false
    /// Whether a box claims more bytes than the file has left.
    private(set) var isCut = false

    /// Whether it is a file of this family that was cut before the index that it should have.
    var isMissingIndex: Bool { startsWithFileType && (!hasIndex || isCut) }

    private static let largestBoxCount = 200_000
    private static let typicalFirstBoxes: Set<String> = ["ftyp", "styp", "moov", "mdat", "wide", "skip", "free"]

    init(of source: ByteSource) {
        var offset: Int64 = 0
        for _ in 0..<Self.largestBoxCount {
            guard let box = Self.box(at: offset, of: source) else { return }
            if offset == 0 {
                guard Self.typicalFirstBoxes.contains(box.type) else { return }
                startsWithFileType = box.type == "ftyp"
            }
            if box.type == "moov" || box.type == "meta" { hasIndex = true }
            guard let size = box.size else { return }
            guard size <= source.size - offset else {
                isCut = true
                return
            }
            offset += size
        }
    }

    /// One box's type and size; the size is `nil` for the last box of a file, which may leave it open.
    private static func box(at offset: Int64, of source: ByteSource) -> (type: String, size: Int64?)? {
        let header = source.bytes(at: offset, count: 16)
        guard header.count >= 8 else { return nil }
        let type = String(decoding: header[4..<8], as: UTF8.self)
        switch header[0..<4].bigEndian {
        case 0:
            return (type, nil)
        case 1:
            guard header.count == 16, let size = Int64(exactly: header[8..<16].bigEndian), size >= 16 else {
                return nil
            }
            return (type, size)
        case let size where size >= 8:
            return (type, Int64(size))
        default:
            return nil
        }
    }
}
