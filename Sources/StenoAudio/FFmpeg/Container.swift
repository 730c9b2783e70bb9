#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg

/// An open file and the audio track chosen from it.
final class Container {
    let demuxer: Demuxer
    let stream: ByteStream
    let context: UnsafeMutablePointer<AVFormatContext>

    init(_ stream: ByteStream) throws(AudioError) {
        _ = FFmpegLibrary.prepare
        let demuxer = try Demuxer(for: stream)
        var context = avformat_alloc_context()
        guard let allocated = context else { throw .outOfMemory(stream.source.name) }
        allocated.pointee.pb = stream.context
        // Nothing but the input itself is ever opened: no protocol is allowed, and every request to open is refused.
        allocated.pointee.io_open = { _, _, _, _, _ in steno_error_not_permitted }
        var options = Self.options
        defer { av_dict_free(&options) }
        let status = avformat_open_input(&context, nil, demuxer.format, &options)
        guard status >= 0, let context else {
            throw Self.openingFailed(stream, demuxer: demuxer)
        }
        self.demuxer = demuxer
        self.stream = stream
        self.context = context
    }

    deinit {
        var context: UnsafeMutablePointer<AVFormatContext>? = context
        avformat_close_input(&context)
    }

    private static var options: OpaquePointer? {
        var options: OpaquePointer?
        av_dict_set(&options, "protocol_whitelist", "none", 0)
        av_dict_set(&options, "codec_whitelist", FFmpegLibrary.audioDecoders, 0)
        // Larger packets than the default 4 KiB; only the wave demuxer knows the option.
        av_dict_set(&options, "max_size", "65536", 0)
        return options
    }

    private static func openingFailed(_ stream: ByteStream, demuxer: Demuxer) -> AudioError {
        let name = stream.source.name
        if let number = stream.systemError { return .system(number, name) }
        let outline = BoxOutline(of: stream.source)
        if outline.isMissingIndex { return .truncatedIndex(name) }
        if outline.startsWithFileType { return .noAudioTrack(name, format: demuxer.name) }
        return .notAudio(name)
    }

    /// Looks into the tracks, picks the best audio one, and has the demuxer skip all others.
    func selectAudioTrack() throws(AudioError) -> AudioTrack {
        let name = stream.source.name
        discardAll { $0 != AVMEDIA_TYPE_AUDIO && $0 != AVMEDIA_TYPE_UNKNOWN }
        let analysis = avformat_find_stream_info(context, nil)
        var codec: UnsafePointer<AVCodec>?
        let index = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, &codec, 0)
        if let number = stream.systemError { throw .system(number, name) }
        if index == steno_error_no_decoder { throw .noDecoder(name, codec: codecNames) }
        guard index >= 0, let codec, let track = context.pointee.streams[Int(index)] else {
            if demuxer.isWordless || analysis < 0 || !demuxer.isCertain { throw .notAudio(name) }
            throw .noAudioTrack(name, format: demuxer.name)
        }
        discardAll { _ in true }
        track.pointee.discard = AVDISCARD_DEFAULT
        return AudioTrack(stream: track, codec: codec)
    }

    private func discardAll(where matches: (AVMediaType) -> Bool) {
        for index in 0..<Int(context.pointee.nb_streams) {
            guard let track = context.pointee.streams[index], let parameters = track.pointee.codecpar else {
                continue
            }
            if matches(parameters.pointee.codec_type) { track.pointee.discard = AVDISCARD_ALL }
        }
    }

    private var codecNames: String {
        let tracks = (0..<Int(context.pointee.nb_streams)).compactMap {
            context.pointee.streams[$0]?.pointee.codecpar
        }
        let names = tracks.filter { $0.pointee.codec_type == AVMEDIA_TYPE_AUDIO }
            .map { String(cString: avcodec_get_name($0.pointee.codec_id)) }
        return Set(names).sorted().joined(separator: ", ")
    }
}

/// One audio track of a ``Container``, valid as long as that is.
struct AudioTrack {
    let stream: UnsafeMutablePointer<AVStream>
    let codec: UnsafePointer<AVCodec>

    var index: Int32 { stream.pointee.index }

    /// Seconds for one tick of the track's clock.
    var tick: Double { stream.pointee.time_base.seconds }

    /// The name of the format, which is not always the decoder's: `opus`, decoded by `libopus`.
    var codecName: String { String(cString: avcodec_get_name(stream.pointee.codecpar.pointee.codec_id)) }
}
#endif
