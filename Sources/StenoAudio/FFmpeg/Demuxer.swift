#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg

/// Which demuxers may open an input, decided from its first bytes.
struct Demuxer {
    let format: UnsafePointer<AVInputFormat>
    /// Whether the first bytes left little doubt.
    let isCertain: Bool

    var name: String { String(cString: format.pointee.name) }

    /// Formats that name other files, scripts, or network sessions.
    private static let referring: Set<String> = [
        "hls", "applehttp", "concat", "dash", "imf", "sdp", "rtsp", "rtp", "sap", "avisynth", "vapoursynth",
        "webm_dash_manifest", "ffmetadata",
    ]

    /// Formats whose content is text or a picture.
    private static let wordless: Set<String> = [
        "tty", "srt", "ass", "webvtt", "microdvd", "subviewer", "subviewer1", "jacosub", "sami", "realtext", "mpl2",
        "vplayer", "pjs", "stl", "aqtitle", "lrc", "mpsub", "scc", "tedcaptions", "ico", "gif", "apng",
    ]

    /// Formats without a header, known by the name's ending, whose sample rate is fixed.
    private static let headerless: Set<String> = ["g722", "gsm"]

    private static let probeLimit: UInt32 = 1 << 20

    /// - Throws: `notAudio` if nothing fits, or what fits is a playlist.
    init(for stream: ByteStream) throws(AudioError) {
        let name = stream.source.name
        guard let found = Self.probe(stream, named: nil) ?? Self.probe(stream, named: name) else {
            throw .notAudio(name)
        }
        let format = String(cString: found.format.pointee.name)
        if Self.referring.contains(format) || found.format.pointee.flags & AVFMT_NOFILE != 0 {
            throw .playlist(name, format: format)
        }
        self = found
    }

    /// Whether a file of this format that has no audio track was never meant to have one.
    var isWordless: Bool { Self.wordless.contains(name) || name.hasSuffix("_pipe") }

    private init(format: UnsafePointer<AVInputFormat>, isCertain: Bool) {
        self.format = format
        self.isCertain = isCertain
    }

    private static func probe(_ stream: ByteStream, named name: String?) -> Demuxer? {
        if let name, !headerless.contains(name.split(separator: ".").last.map { $0.lowercased() } ?? "") {
            return nil
        }
        var format: UnsafePointer<AVInputFormat>?
        let score = av_probe_input_buffer2(stream.context, &format, name, nil, 0, probeLimit)
        guard score >= 0, let format else { return nil }
        return Demuxer(format: format, isCertain: score > AVPROBE_SCORE_RETRY)
    }
}
#endif
