#if canImport(AudioToolbox)
internal import AudioToolbox

/// Decodes with Core Audio, the engine below AVFoundation.
final class CoreAudioDecoder {
    let info: AudioInfo
    let channelCount: Int

    private let name: String
    private let file: CoreAudioFile
    private let channels: ChannelMode
    private var interleaved: [Float]
    private var buffer: BlockBuffer
    private var framesRead = 0
    private var ending: Ending?

    private enum Ending {
        case whole
        case failed(AudioError)
    }

    private static let framesPerRead = 4_096
    private static let tolerance = 0.25
    /// Containers that state their length; in others Core Audio estimates it.
    private static let exactContainers = [
        kAudioFileWAVEType, kAudioFileAIFFType, kAudioFileAIFCType, kAudioFileCAFType, kAudioFileFLACType,
        kAudioFileM4AType, kAudioFileMPEG4Type,
    ]

    init(_ input: AudioInput, channels: ChannelMode) throws(AudioError) {
        let source = try ByteSource(input)
        name = source.name
        file = try CoreAudioFile(source)
        let count = Int(file.format.mChannelsPerFrame)
        let rate = file.format.mSampleRate
        guard (1...64).contains(count), (1_000...768_000).contains(rate) else {
            throw .outOfRange(source.name, channels: count, rate: Int(exactly: rate.rounded()) ?? 0)
        }
        let codec = Self.text(file.format.mFormatID)
        guard file.prepare() else { throw .noDecoder(source.name, codec: codec) }
        let isOpenEnded = WaveOutline(of: source)?.isOpenEnded ?? false
        info = AudioInfo(
            duration: Self.exactContainers.contains(file.container) && !isOpenEnded ? file.duration : nil,
            channelCount: count,
            sampleRate: Int(rate),
            codec: codec,
            container: Self.text(file.container)
        )
        self.channels = channels
        channelCount = channels == .mono ? 1 : count
        interleaved = Array(repeating: 0, count: count * Self.framesPerRead)
        buffer = BlockBuffer(channelCount: channelCount, blockLength: AudioReader.sampleRate)
        readMore()
        guard buffer.count == 0 else { return }
        if case .failed(let error) = ending { throw error }
        throw .noSamples(source.name)
    }

    func next() throws(AudioError) -> [[Float]]? {
        while !buffer.isFull, ending == nil { readMore() }
        if let block = buffer.take() { return block }
        if case .failed(let error) = ending { throw error }
        return nil
    }

    private func readMore() {
        let frames = interleaved.withUnsafeMutableBufferPointer { file.read(into: $0) }
        let seconds = Double(framesRead) / Double(AudioReader.sampleRate)
        guard let frames else {
            ending = .failed(
                framesRead > 0 ? .damaged(name, after: seconds) : .nothingDecodable(name, codec: info.codec)
            )
            return
        }
        guard frames > 0 else {
            let isShort = (info.duration ?? 0) - seconds > Self.tolerance
            ending = isShort ? .failed(.truncated(name, promised: info.duration, found: seconds)) : .whole
            return
        }
        framesRead += frames
        append(frames)
    }

    private func append(_ frames: Int) {
        let count = info.channelCount
        var plane = [Float](repeating: 0, count: frames)
        for output in 0..<channelCount {
            for frame in 0..<frames {
                let first = frame * count
                let sample =
                    channels == .mono
                    ? interleaved[first..<first + count].reduce(0, +) / Float(count) : interleaved[first + output]
                plane[frame] = sample.isFinite ? sample : 0
            }
            plane.withUnsafeBufferPointer { buffer.append($0, toChannel: output) }
        }
    }

    /// A four-character code as text.
    private static func text(_ code: UInt32) -> String {
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: code >> UInt32($0)) }
        return String(decoding: bytes, as: UTF8.self).lowercased().filter { $0 != " " }
    }
}
#endif
