#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg

/// Converts frames of one format to planar float at 16 kHz.
final class Resampler {
    let format: FrameFormat

    private let context: OpaquePointer
    private let output: SamplePlanes

    /// Most samples that are converted at once, for each channel.
    private static let inputLimit = 8_192

    init(_ format: FrameFormat, channels: ChannelMode, channelCount: Int, name: String) throws(AudioError) {
        let matrix: [Double]? =
            if channels == .separate {
                format.channelCount == channelCount ? nil : format.foldingMatrix(to: channelCount)
            } else if format.channelCount == 1 || format.isSurround {
                nil
            } else {
                format.averageMatrix
            }
        var context = Self.allocate(format, channels: channels, channelCount: channelCount)
        guard let allocated = context else { throw .outOfMemory(name) }
        if let matrix { swr_set_matrix(allocated, matrix, Int32(format.channelCount)) }
        guard swr_init(allocated) >= 0 else {
            swr_free(&context)
            throw .outOfRange(name, channels: format.channelCount, rate: Int(format.rate))
        }
        self.format = format
        self.context = allocated
        let capacity = Int(swr_get_out_samples(allocated, Int32(Self.inputLimit))) + Self.inputLimit
        output = SamplePlanes(count: channelCount, capacity: capacity)
    }

    deinit {
        var context: OpaquePointer? = context
        swr_free(&context)
    }

    /// Converts a whole frame and appends what comes out.
    func convert(_ frame: UnsafeMutablePointer<AVFrame>, into buffer: inout BlockBuffer) -> Bool {
        let total = Int(frame.pointee.nb_samples)
        let sampleFormat = AVSampleFormat(rawValue: frame.pointee.format)
        let isPlanar = av_sample_fmt_is_planar(sampleFormat) != 0
        let width = Int(av_get_bytes_per_sample(sampleFormat)) * (isPlanar ? 1 : format.channelCount)
        guard width > 0, let planes = frame.pointee.extended_data else { return false }
        for start in stride(from: 0, to: total, by: Self.inputLimit) {
            var input = (0..<(isPlanar ? format.channelCount : 1)).map { plane in
                planes[plane].map { UnsafePointer($0 + start * width) }
            }
            let count = min(Self.inputLimit, total - start)
            let converted = output.fill { swr_convert(context, $0, $1, &input, Int32(count)) }
            guard output.append(converted, to: &buffer, mending: format.isFloatingPoint) else { return false }
        }
        return true
    }

    /// Appends what the filter still holds.
    ///
    /// Nothing can be converted afterwards.
    func flush(into buffer: inout BlockBuffer) {
        var converted: Int32
        repeat {
            converted = output.fill { swr_convert(context, $0, $1, nil, 0) }
        } while output.append(converted, to: &buffer, mending: format.isFloatingPoint) && converted > 0
    }

    private static func allocate(_ format: FrameFormat, channels: ChannelMode, channelCount: Int) -> OpaquePointer? {
        // Where channels stay apart or go through a matrix of ours, the speakers they belong to must not matter.
        var source = AVChannelLayout.numbered(format.channelCount)
        var target = AVChannelLayout.numbered(channelCount)
        if channels == .mono {
            if format.isSurround { av_channel_layout_from_mask(&source, format.speakers) }
            av_channel_layout_default(&target, 1)
            if format.channelCount == 1 { av_channel_layout_default(&source, 1) }
        }
        var context: OpaquePointer?
        let status = swr_alloc_set_opts2(
            &context,
            &target,
            AV_SAMPLE_FMT_FLTP,
            Int32(AudioReader.sampleRate),
            &source,
            AVSampleFormat(rawValue: format.sampleFormat),
            format.rate,
            0,
            nil
        )
        guard status >= 0, let allocated = context else {
            swr_free(&context)
            return nil
        }
        // Without it, mixes made in floating point may exceed full scale.
        av_opt_set_double(UnsafeMutableRawPointer(allocated), "rematrix_maxval", 1, 0)
        return allocated
    }
}

extension AVChannelLayout {
    /// A layout of that many channels, 1 to 64, that says nothing of what they are.
    fileprivate static func numbered(_ count: Int) -> AVChannelLayout {
        var layout = AVChannelLayout()
        av_channel_layout_from_mask(&layout, UInt64.max >> UInt64(64 - count))
        return layout
    }
}
#endif
