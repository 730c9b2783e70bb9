#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg

/// How much audio a container says it has, and whether it was all there.
struct Promise {
    /// Seconds, as written in the container; `nil` if it does not say or is not to be believed.
    let seconds: Double?

    private let format: String
    private let source: ByteSource

    /// Shortfall in seconds that encoder delay, padding and rounding explain.
    private static let tolerance = 0.25

    init(_ container: Container, _ track: AudioTrack) {
        format = container.demuxer.name
        source = container.stream.source
        seconds = Self.seconds(container, track)
    }

    /// Finds out whether a file holds clearly less than it promises.
    ///
    /// - Parameters:
    ///   - decoded: Seconds of audio that were decoded.
    ///   - reached: Where the last packet ends, in seconds. Where packets were damaged it is more than `decoded`.
    /// - Returns: The error to end with, or `nil` if nothing is missing.
    func shortfall(decoded: Double, reached: Double) -> AudioError? {
        let found = max(decoded, reached)
        let isShort = seconds.map { $0 - found > Self.tolerance }
        let isTruncated =
            switch format {
            case "wav", "w64", "aiff", "au", "caf", "flac", "mp3": isShort ?? false
            // These name one length for all tracks, or one that editing made wrong; so the bytes must be missing as well.
            case "matroska,webm": (isShort ?? true) && MatroskaOutline.isCut(source)
            case let name where name.hasPrefix("mov,"): (isShort ?? true) && BoxOutline(of: source).isCut
            // The length is read off the last page, so a cut file promises no more than it has.
            case "ogg": OggTail.isCut(source)
            default: false
            }
        guard isTruncated else { return nil }
        return .truncated(source.name, promised: isShort == true ? seconds : nil, found: decoded)
    }

    private static func seconds(_ container: Container, _ track: AudioTrack) -> Double? {
        let stream = track.stream.pointee
        let parameters = stream.codecpar.pointee
        let exactRate = bitRate(parameters)
        if container.demuxer.name == "wav", let wave = WaveOutline(of: container.stream.source) {
            let bytes = wave.isOpenEnded ? container.stream.source.size - wave.dataOffset : wave.dataSize
            if let rate = exactRate { return Double(bytes) * 8 / rate }
            if wave.isOpenEnded { return nil }
        }
        let isEstimate = container.context.pointee.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE
        guard !isEstimate || exactRate != nil else { return nil }
        let seconds: Double
        if stream.duration > 0 {
            seconds = Double(stream.duration) * track.tick
        } else if container.context.pointee.duration > 0 {
            seconds = Double(container.context.pointee.duration) / Double(AV_TIME_BASE)
        } else {
            return nil
        }
        return seconds.isFinite && seconds > 0 ? seconds : nil
    }

    /// Bits a second of a codec that spends the same number on every sample, `nil` for all others.
    private static func bitRate(_ parameters: AVCodecParameters) -> Double? {
        let bits = av_get_exact_bits_per_sample(parameters.codec_id)
        let rate = Double(bits) * Double(parameters.sample_rate) * Double(parameters.ch_layout.nb_channels)
        return rate > 0 ? rate : nil
    }
}
#endif
