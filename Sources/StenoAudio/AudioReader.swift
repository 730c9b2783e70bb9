/// Decodes a recording block by block to 32-bit float samples at 16 kHz, in memory that does not grow with its length.
///
/// ```swift
/// let reader = try AudioReader(.file(url))
/// while let block = try reader.next() { consume(block[0]) }
/// ```
///
/// Samples are between -1 and 1 for full-scale input and are never clipped, so decoded audio may go a little beyond. A
/// reader does its work on the calling thread and is to be used by one thread at a time. What it holds open is freed with it.
public final class AudioReader {
    /// Samples a second in every stream that a reader returns.
    public static let sampleRate = 16_000

    /// What the recording is.
    public let info: AudioInfo

    /// Number of streams in each block: 1 with ``ChannelMode/mono``, the source's channel count otherwise.
    public let channelCount: Int

    private let decoder: PlatformDecoder
    private var isFinished = false

    /// Opens a recording and decodes its first frame.
    ///
    /// A file that only refers to other files (a playlist) is refused: nothing but the given input is ever opened.
    ///
    /// - Parameters:
    ///   - input: The recording, of any format that FFmpeg reads (on Apple platforms: that Core Audio reads).
    ///   - channels: Whether channels are mixed or kept apart.
    /// - Throws: ``AudioError`` if the input is missing, unreadable, empty or not audio, if it has no audio track or no
    ///   frame that can be decoded, or if it was cut so early that its index is missing.
    public init(_ input: AudioInput, channels: ChannelMode = .mono) throws(AudioError) {
        decoder = try PlatformDecoder(input, channels: channels)
        info = decoder.info
        channelCount = decoder.channelCount
    }

    /// Decodes the next block.
    ///
    /// Every block but the last holds one second. If the channel count changes inside the recording, a stream whose channel
    /// is gone falls silent and additional channels are mixed into the streams there are.
    ///
    /// - Returns: One array of samples for each stream, all of one length and not empty; `nil` at the end, and ever after.
    /// - Throws: ``AudioError`` with code ``AudioError/Code/truncated`` if the file ends before its audio does,
    ///   ``AudioError/Code/decodingFailed`` or ``AudioError/Code/unreadable`` if the rest cannot be had. All audio before
    ///   the fault has been returned by then.
    public func next() throws(AudioError) -> [[Float]]? {
        guard !isFinished else { return nil }
        do {
            let block = try decoder.next()
            isFinished = block == nil
            return block
        } catch {
            isFinished = true
            throw error
        }
    }
}

#if canImport(AudioToolbox)
typealias PlatformDecoder = CoreAudioDecoder
#else
typealias PlatformDecoder = FFmpegDecoder
#endif
