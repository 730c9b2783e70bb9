// The errors that only decoding brings to light.
extension AudioError {
    static func outOfMemory(_ name: String) -> AudioError {
        AudioError(.unreadable, source: name, message: "\(name) cannot be read: there is not enough memory.")
    }

    static func notAudio(_ name: String) -> AudioError {
        AudioError(.notAudio, source: name, message: "\(name) is not an audio or video file of a known format.")
    }

    static func playlist(_ name: String, format: String) -> AudioError {
        AudioError(
            .notAudio,
            source: name,
            message: "\(name) only refers to other files (\(format)), which are not opened; give the recording itself."
        )
    }

    static func noAudioTrack(_ name: String, format: String) -> AudioError {
        AudioError(.noAudioTrack, source: name, message: "\(name) has no audio track (format \(format)).")
    }

    static func noDecoder(_ name: String, codec: String) -> AudioError {
        AudioError(
            .unsupportedCodec,
            source: name,
            message: "\(name) holds \(codec) audio, for which no decoder is here."
        )
    }

    static func outOfRange(_ name: String, channels: Int, rate: Int) -> AudioError {
        AudioError(
            .unsupportedCodec,
            source: name,
            message: "\(name) claims \(channels) channels at \(rate) Hz; "
                + "1 to 64 channels at 1,000 to 768,000 Hz can be decoded."
        )
    }

    static func nothingDecodable(_ name: String, codec: String) -> AudioError {
        AudioError(.decodingFailed, source: name, message: "\(name) holds no \(codec) frame that can be decoded.")
    }

    static func noSamples(_ name: String) -> AudioError {
        AudioError(.empty, source: name, message: "\(name) is a valid file with no audio in it.")
    }

    static func damaged(_ name: String, after seconds: Double) -> AudioError {
        AudioError(
            .decodingFailed,
            source: name,
            message: "\(name) is damaged after \(seconds.inTenths) s; the rest cannot be decoded."
        )
    }

    static func truncatedIndex(_ name: String) -> AudioError {
        AudioError(.truncated, source: name, message: "\(name) was cut short: its index, which comes last, is missing.")
    }

    static func truncated(_ name: String, promised: Double?, found: Double) -> AudioError {
        let promise =
            promised.map { "it promises \($0.inTenths) s of audio and holds" } ?? "its last page is cut, after"
        return AudioError(
            .truncated,
            source: name,
            message: "\(name) was cut short: \(promise) \(found.inTenths) s.",
            secondsPromised: promised,
            secondsFound: found
        )
    }
}

extension Double {
    /// The number with one decimal, rounded down.
    fileprivate var inTenths: String {
        guard isFinite, magnitude < 1e12 else { return "\(self)" }
        return "\((self * 10).rounded(.down) / 10)"
    }
}
