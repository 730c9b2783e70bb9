#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg

/// Turns an input into decoded frames, stepping over damaged packets as long as they are few.
final class FrameDecoder {
    let container: Container
    let track: AudioTrack

    /// Seconds of audio decoded so far.
    private(set) var secondsDecoded = 0.0
    /// Where the last packet ends, in seconds from the first one's start; 0 if packets carry no times.
    private(set) var secondsReached = 0.0
    /// Whether the file had any packet of the track.
    private(set) var hasPackets = false

    private let codec: CodecContext
    private var failures = 0
    private var framesSincePacket = 0
    private var isDraining = false
    private var firstTimestamp: Int64?

    /// Failures in a row after which the rest counts as lost.
    ///
    /// More than a minute of packets, with most codecs.
    private static let failureLimit = 4_000
    /// Refusals of the demuxer in a row after which the rest counts as lost.
    private static let readFailureLimit = 32
    private static let framesPerPacketLimit = 100_000

    init(_ source: ByteSource) throws(AudioError) {
        container = try Container(ByteStream(source))
        track = try container.selectAudioTrack()
        codec = try CodecContext(track, name: source.name)
    }

    var name: String { container.stream.source.name }

    /// The next frame, valid until the next call; `nil` at the end.
    func next() throws(AudioError) -> UnsafeMutablePointer<AVFrame>? {
        while failures < Self.failureLimit, framesSincePacket < Self.framesPerPacketLimit {
            let status = avcodec_receive_frame(codec.context, codec.frame)
            switch status {
            case 0:
                framesSincePacket += 1
                if try accept(codec.frame) { return codec.frame }
                failures += 1
            case steno_error_end:
                return nil
            case steno_error_again:
                try feed()
            default:
                failures += 1
                if !isDraining { try feed() }
            }
        }
        throw failure()
    }

    private func accept(_ frame: UnsafeMutablePointer<AVFrame>) throws(AudioError) -> Bool {
        let rate = Int(frame.pointee.sample_rate)
        let channels = Int(frame.pointee.ch_layout.nb_channels)
        guard frame.pointee.nb_samples > 0 else { return false }
        guard (1...64).contains(channels), (1_000...768_000).contains(rate) else {
            throw .outOfRange(name, channels: channels, rate: rate)
        }
        failures = 0
        secondsDecoded += Double(frame.pointee.nb_samples) / Double(rate)
        return true
    }

    /// Gives the decoder one packet, or tells it that there are no more.
    private func feed() throws(AudioError) {
        guard !isDraining else { return }
        framesSincePacket = 0
        guard try readPacket() else {
            isDraining = true
            avcodec_send_packet(codec.context, nil)
            return
        }
        hasPackets = true
        notePacketEnd()
        if avcodec_send_packet(codec.context, codec.packet) < 0 { failures += 1 }
        av_packet_unref(codec.packet)
    }

    /// Reads the next packet of the track.
    ///
    /// Returns `false` at the end of the file.
    private func readPacket() throws(AudioError) -> Bool {
        var refusals = 0
        while refusals < Self.readFailureLimit {
            let status = av_read_frame(container.context, codec.packet)
            if let number = container.stream.systemError { throw .system(number, name) }
            if container.stream.isExhausted { throw failure() }
            if status >= 0 {
                if codec.packet.pointee.stream_index == track.index { return true }
                av_packet_unref(codec.packet)
            } else if status == steno_error_end || container.stream.isAtEnd {
                return false
            } else {
                refusals += 1
            }
        }
        throw failure()
    }

    private func notePacketEnd() {
        let packet = codec.packet.pointee
        let start = packet.pts == steno_no_timestamp ? packet.dts : packet.pts
        guard start != steno_no_timestamp else { return }
        let first = firstTimestamp ?? start
        firstTimestamp = first
        let (ticks, overflow) = start.subtractingReportingOverflow(first)
        guard !overflow, packet.duration >= 0 else { return }
        secondsReached = max(secondsReached, (Double(ticks) + Double(packet.duration)) * track.tick)
    }

    private func failure() -> AudioError {
        if secondsDecoded > 0 { return .damaged(name, after: secondsDecoded) }
        return nothingDecodable
    }

    /// The error for a file whose end was reached without a single frame.
    var nothingDecodable: AudioError {
        if !container.demuxer.isCertain { return .notAudio(name) }
        return .nothingDecodable(name, codec: track.codecName)
    }
}
#endif
