#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg
import Foundation

/// What is set once for the whole process, and what the library's numbers mean.
enum FFmpegLibrary {
    /// Quietens the library and caps what it allocates in one piece; evaluated once, on first use.
    ///
    /// Both settings are the process's. Without the cap, a file of a few bytes whose header claims a two-gigabyte chunk
    /// makes FFmpeg allocate and clear two gigabytes.
    static let prepare: Void = {
        av_log_set_level(AV_LOG_QUIET)
        av_max_alloc(256 << 20)
    }()

    /// The names of all audio decoders, joined by commas: the only decoders that a file may bring into play.
    ///
    /// It keeps video decoders, which are never needed, away from damaged and hostile files.
    static let audioDecoders: String = {
        var names: [String] = []
        var position: UnsafeMutableRawPointer?
        while let codec = av_codec_iterate(&position) {
            if codec.pointee.type == AVMEDIA_TYPE_AUDIO, av_codec_is_decoder(codec) != 0 {
                names.append(String(cString: codec.pointee.name))
            }
        }
        return names.joined(separator: ",")
    }()
}

extension AVRational {
    /// The fraction as a number; 0 if it has no denominator.
    var seconds: Double { den == 0 ? 0 : Double(num) / Double(den) }
}
#endif
