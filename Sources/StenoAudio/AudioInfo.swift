/// What is known of a recording before all of it is decoded.
public struct AudioInfo: Sendable, Hashable, Codable {
    /// Length in seconds as the container states it, or `nil` where it does not.
    ///
    /// Never an estimate from the bit rate.
    ///
    /// A damaged file can state more than it holds; ``AudioReader/next()`` reports that when it gets there.
    public var duration: Double?

    /// Number of channels of the source, 1 to 64.
    public var channelCount: Int

    /// Sample rate of the source in hertz, 1,000 to 768,000.
    public var sampleRate: Int

    /// Short name of the codec, such as `pcm_s16le`, `mp3`, `aac` or `opus`.
    public var codec: String

    /// Short name of the container, such as `wav`, `mp3` or `ogg`.
    ///
    /// One demuxer may serve several formats, and is then named by all of them: `mov,mp4,m4a,3gp,3g2,mj2`.
    public var container: String

    /// Creates a description of a recording.
    ///
    /// - Parameters:
    ///   - duration: Length in seconds, `nil` if unknown.
    ///   - channelCount: Number of channels.
    ///   - sampleRate: Sample rate in hertz.
    ///   - codec: Short name of the codec.
    ///   - container: Short name of the container.
    public init(duration: Double?, channelCount: Int, sampleRate: Int, codec: String, container: String) {
        self.duration = duration
        self.channelCount = channelCount
        self.sampleRate = sampleRate
        self.codec = codec
        self.container = container
    }

    /// Describes a recording after decoding no more than its first frame.
    ///
    /// - Parameter input: The recording.
    /// - Returns: Its length, channels, sample rate, codec and container.
    /// - Throws: ``AudioError`` for everything that ``AudioReader/init(_:channels:)`` refuses.
    public static func read(_ input: AudioInput) throws(AudioError) -> AudioInfo {
        try AudioReader(input).info
    }
}
