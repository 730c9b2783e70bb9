#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg

/// Lets FFmpeg read a ``ByteSource`` and nothing else.
///
/// It also bounds the work a file can cause: a hostile file can make a demuxer jump back and forth for ever, so there is a
/// budget of bytes, far above what reading any sane file once needs.
final class ByteStream {
    let source: ByteSource
    let context: UnsafeMutablePointer<AVIOContext>

    private let cursor: Cursor

    private static let bufferSize: Int32 = 65_536

    init(_ source: ByteSource) throws(AudioError) {
        let cursor = Cursor(source)
        let buffer = av_malloc(Int(Self.bufferSize))?.assumingMemoryBound(to: UInt8.self)
        let context = avio_alloc_context(
            buffer,
            Self.bufferSize,
            0,
            Unmanaged.passUnretained(cursor).toOpaque(),
            { opaque, buffer, count in Cursor.from(opaque)?.read(into: buffer, count: count) ?? steno_error_io },
            nil,
            { opaque, offset, whence in Cursor.from(opaque)?.seek(to: offset, whence: whence) ?? -1 }
        )
        guard buffer != nil, let context else {
            av_free(buffer)
            throw .outOfMemory(source.name)
        }
        self.source = source
        self.cursor = cursor
        self.context = context
    }

    deinit {
        av_freep(&context.pointee.buffer)
        var context: UnsafeMutablePointer<AVIOContext>? = context
        avio_context_free(&context)
    }

    /// The error number of the first read that the system refused, if one was.
    var systemError: Int32? { cursor.systemError }

    /// Whether the budget of bytes ran out.
    var isExhausted: Bool { cursor.budget < 0 }

    /// Whether everything up to the end was read.
    var isAtEnd: Bool { avio_feof(context) != 0 }
}

/// The place of the next read, and the callbacks that move it.
private final class Cursor {
    private let source: ByteSource
    private var offset: Int64 = 0
    private(set) var budget: Int64
    private(set) var systemError: Int32?

    init(_ source: ByteSource) {
        self.source = source
        budget = 256 << 20
        budget += source.size.multipliedReportingOverflow(by: 32).overflow ? Int64.max / 2 : source.size * 32
    }

    static func from(_ opaque: UnsafeMutableRawPointer?) -> Cursor? {
        opaque.map { Unmanaged<Cursor>.fromOpaque($0).takeUnretainedValue() }
    }

    func read(into buffer: UnsafeMutablePointer<UInt8>?, count: Int32) -> Int32 {
        guard budget >= 0, let buffer else { return steno_error_io }
        let read = source.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(count)), at: offset)
        guard read >= 0 else {
            systemError = systemError ?? Int32(-read)
            return Int32(read)
        }
        budget -= Int64(max(read, 1))
        offset += Int64(read)
        return read == 0 ? steno_error_end : Int32(read)
    }

    func seek(to target: Int64, whence: Int32) -> Int64 {
        let base: Int64
        switch whence & ~AVSEEK_FORCE {
        case AVSEEK_SIZE: return source.size
        case SEEK_SET: base = 0
        case SEEK_CUR: base = offset
        case SEEK_END: base = source.size
        default: return Int64(steno_error_invalid_argument)
        }
        let (place, overflow) = base.addingReportingOverflow(target)
        guard !overflow, place >= 0 else { return Int64(steno_error_invalid_argument) }
        budget -= 1
        offset = place
        return place
    }
}
#endif
