public import Foundation

/// Why a recording could not be read, or not to its end.
public struct AudioError: Error, Sendable, Hashable {
    /// The kind of failure.
    ///
    /// More kinds may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code, stable across versions.
        public let rawValue: String

        /// There is no file at the path.
        public static let notFound = Code(rawValue: "notFound")
        /// The path names a directory.
        public static let isDirectory = Code(rawValue: "isDirectory")
        /// The file exists and this process may not read it.
        public static let permissionDenied = Code(rawValue: "permissionDenied")
        /// The file has no bytes, or is a valid file with no audio samples in it.
        public static let empty = Code(rawValue: "empty")
        /// The content is no audio or video format known here.
        ///
        /// Playlists, images and text are of this kind too.
        public static let notAudio = Code(rawValue: "notAudio")
        /// The container was recognised and has no audio track.
        public static let noAudioTrack = Code(rawValue: "noAudioTrack")
        /// The file ends before the audio that it promises does.
        public static let truncated = Code(rawValue: "truncated")
        /// No decoder here handles the codec, or its channel count or sample rate.
        public static let unsupportedCodec = Code(rawValue: "unsupportedCodec")
        /// The audio is damaged beyond what skipping a few packets can mend.
        public static let decodingFailed = Code(rawValue: "decodingFailed")
        /// The operating system failed to read, or the input is something other than a regular file.
        public static let unreadable = Code(rawValue: "unreadable")

        /// The name of the code.
        public var description: String { rawValue }
    }

    /// The kind of failure.
    public let code: Code

    /// The file's name, or the name given with the data.
    public let source: String

    /// One sentence that says what is wrong and names the source.
    public let message: String

    /// Seconds of audio the container promises, with ``Code/truncated`` and where it is known.
    public let secondsPromised: Double?

    /// Seconds of audio decoded, with ``Code/truncated`` and where it is known.
    public let secondsFound: Double?

    init(
        _ code: Code,
        source: String,
        message: String,
        secondsPromised: Double? = nil,
        secondsFound: Double? = nil
    ) {
        self.code = code
        self.source = source
        self.message = message
        self.secondsPromised = secondsPromised
        self.secondsFound = secondsFound
    }
}

extension AudioError: CustomStringConvertible, LocalizedError {
    /// The same sentence as ``message``.
    public var description: String { message }

    /// The same sentence as ``message``.
    public var errorDescription: String? { message }
}
