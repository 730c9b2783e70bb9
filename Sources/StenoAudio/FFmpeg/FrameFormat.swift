#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg

/// What a resampler must know of the frames it is given.
struct FrameFormat: Equatable {
    let rate: Int32
    let sampleFormat: Int32
    let channelCount: Int
    /// The speakers the channels are for, one bit each; 0 if the file does not say.
    let speakers: UInt64

    init(_ frame: AVFrame) {
        rate = frame.sample_rate
        sampleFormat = frame.format
        channelCount = Int(frame.ch_layout.nb_channels)
        speakers = frame.ch_layout.order == AV_CHANNEL_ORDER_NATIVE ? frame.ch_layout.u.mask : 0
    }

    /// Whether FFmpeg's own rules for mixing down to one channel fit: more than two channels, front left and right
    /// among them.
    ///
    /// They leave the low-frequency channel out and lower the surround channels.
    var isSurround: Bool { channelCount > 2 && speakers & 0b11 == 0b11 }

    /// Whether samples can be infinite or not a number.
    var isFloatingPoint: Bool {
        let packed = av_get_packed_sample_fmt(AVSampleFormat(rawValue: sampleFormat))
        return packed == AV_SAMPLE_FMT_FLT || packed == AV_SAMPLE_FMT_DBL
    }

    /// Shares of the source's channels in one mixed channel: all alike.
    var averageMatrix: [Double] {
        Array(repeating: 1 / Double(channelCount), count: channelCount)
    }

    /// Shares of the source's channels in each of `count` separate ones, row by row.
    ///
    /// A channel that is missing in the source is silent; one too many is mixed into those there are.
    func foldingMatrix(to count: Int) -> [Double] {
        var matrix = [Double](repeating: 0, count: count * channelCount)
        for output in 0..<count {
            let inputs = Array(stride(from: output, to: channelCount, by: count))
            for input in inputs {
                matrix[output * channelCount + input] = 1 / Double(inputs.count)
            }
        }
        return matrix
    }
}
#endif
