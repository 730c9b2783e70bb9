#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg

/// Decodes with the FFmpeg libraries.
final class FFmpegDecoder {
    let info: AudioInfo
    let channelCount: Int

    private let channels: ChannelMode
    private let frames: FrameDecoder
    private let promise: Promise
    private var resampler: Resampler
    private var buffer: BlockBuffer
    private var clock: TrackClock
    private var waiting: Waiting?
    private var ending: Ending?

    /// How the input ended, known before the last samples are handed out.
    private enum Ending {
        case whole
        case failed(AudioError)
    }

    /// A frame that comes after silence, of which so many samples are still to be handed out.
    private struct Waiting {
        var silence: Int
        var frame: UnsafeMutablePointer<AVFrame>
    }

    init(_ input: AudioInput, channels: ChannelMode) throws(AudioError) {
        let frames = try FrameDecoder(ByteSource(input))
        let promise = Promise(frames.container, frames.track)
        guard let first = try frames.next() else { throw Self.noFrame(frames, promise) }
        let format = FrameFormat(first.pointee)
        channelCount = channels == .mono ? 1 : format.channelCount
        info = AudioInfo(
            duration: promise.seconds,
            channelCount: format.channelCount,
            sampleRate: Int(format.rate),
            codec: frames.track.codecName,
            container: frames.container.demuxer.name
        )
        resampler = try Resampler(format, channels: channels, channelCount: channelCount, name: frames.name)
        buffer = BlockBuffer(channelCount: channelCount, blockLength: AudioReader.sampleRate)
        clock = TrackClock(frames.container, frames.track)
        self.channels = channels
        self.frames = frames
        self.promise = promise
        try place(first)
    }

    func next() throws(AudioError) -> [[Float]]? {
        while !buffer.isFull, ending == nil {
            do throws(AudioError) {
                if waiting != nil {
                    try fallSilent()
                } else if let frame = try frames.next() {
                    try place(frame)
                } else {
                    finish(with: promise.shortfall(decoded: frames.secondsDecoded, reached: frames.secondsReached))
                }
            } catch {
                finish(with: error)
            }
        }
        if let block = buffer.take() { return block }
        if case .failed(let error) = ending { throw error }
        return nil
    }

    /// Converts a frame, after the silence before it.
    private func place(_ frame: UnsafeMutablePointer<AVFrame>) throws(AudioError) {
        let silence = Int(clock.gap(before: frame.pointee) * Double(AudioReader.sampleRate))
        guard silence > 0 else { return try convert(frame) }
        resampler.flush(into: &buffer)
        resampler = try Resampler(
            FrameFormat(frame.pointee),
            channels: channels,
            channelCount: channelCount,
            name: frames.name
        )
        waiting = Waiting(silence: silence, frame: frame)
    }

    /// Hands out a block of silence at most, so that memory stays bounded however long the gap is.
    private func fallSilent() throws(AudioError) {
        guard let waiting else { return }
        let count = min(waiting.silence, AudioReader.sampleRate)
        buffer.appendSilence(count)
        self.waiting?.silence -= count
        guard waiting.silence == count else { return }
        self.waiting = nil
        try convert(waiting.frame)
    }

    private func convert(_ frame: UnsafeMutablePointer<AVFrame>) throws(AudioError) {
        let format = FrameFormat(frame.pointee)
        if format != resampler.format {
            resampler.flush(into: &buffer)
            resampler = try Resampler(format, channels: channels, channelCount: channelCount, name: frames.name)
        }
        guard resampler.convert(frame, into: &buffer) else {
            throw .damaged(frames.name, after: frames.secondsDecoded)
        }
    }

    private func finish(with error: AudioError?) {
        resampler.flush(into: &buffer)
        ending = error.map(Ending.failed) ?? .whole
    }

    /// The error for an input that ended before its first frame.
    private static func noFrame(_ frames: FrameDecoder, _ promise: Promise) -> AudioError {
        if let error = promise.shortfall(decoded: 0, reached: frames.secondsReached) { return error }
        return frames.hasPackets ? frames.nothingDecodable : .noSamples(frames.name)
    }
}
#endif
