#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg

/// A decoder with the packet and the frame it works on.
final class CodecContext {
    let context: UnsafeMutablePointer<AVCodecContext>
    let packet: UnsafeMutablePointer<AVPacket>
    let frame: UnsafeMutablePointer<AVFrame>

    /// Samples a frame may have: well above what any codec in use makes, far below what would fill the memory.
    private static let largestFrame: Int64 = 1 << 22

    init(_ track: AudioTrack, name: String) throws(AudioError) {
        let context = avcodec_alloc_context3(track.codec)
        let packet = av_packet_alloc()
        let frame = av_frame_alloc()
        guard let context, let packet, let frame else {
            Self.free(context, packet, frame)
            throw .outOfMemory(name)
        }
        let status = Self.open(context, track)
        guard status >= 0 else {
            Self.free(context, packet, frame)
            throw .nothingDecodable(name, codec: track.codecName)
        }
        self.context = context
        self.packet = packet
        self.frame = frame
    }

    deinit {
        Self.free(context, packet, frame)
    }

    private static func open(_ context: UnsafeMutablePointer<AVCodecContext>, _ track: AudioTrack) -> Int32 {
        let status = avcodec_parameters_to_context(context, track.stream.pointee.codecpar)
        guard status >= 0 else { return status }
        context.pointee.pkt_timebase = track.stream.pointee.time_base
        context.pointee.thread_count = 1
        context.pointee.max_samples = largestFrame
        return avcodec_open2(context, track.codec, nil)
    }

    private static func free(
        _ context: UnsafeMutablePointer<AVCodecContext>?,
        _ packet: UnsafeMutablePointer<AVPacket>?,
        _ frame: UnsafeMutablePointer<AVFrame>?
    ) {
        var context = context
        var packet = packet
        var frame = frame
        avcodec_free_context(&context)
        av_packet_free(&packet)
        av_frame_free(&frame)
    }
}
#endif
