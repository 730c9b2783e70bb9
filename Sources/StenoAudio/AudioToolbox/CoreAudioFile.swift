#if canImport(AudioToolbox)
internal import AudioToolbox

/// A ``ByteSource`` opened by Core Audio, converted to interleaved float at 16 kHz.
///
/// It is the layer under `AVAudioFile`. Unlike that class it reads from memory without a temporary file, converts the sample
/// rate as it reads, and needs no callbacks across threads.
final class CoreAudioFile {
    let format: AudioStreamBasicDescription
    let container: AudioFileTypeID

    private let source: ByteSource
    private let file: AudioFileID
    private let converter: ExtAudioFileRef

    init(_ source: ByteSource) throws(AudioError) {
        var file: AudioFileID?
        let status = AudioFileOpenWithCallbacks(
            Unmanaged.passUnretained(source).toOpaque(),
            { client, position, count, buffer, actual in
                let source = Unmanaged<ByteSource>.fromOpaque(client).takeUnretainedValue()
                let target = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
                let read = source.read(into: target, at: position)
                actual.pointee = UInt32(max(read, 0))
                return read < 0 ? kAudioFileUnspecifiedError : noErr
            },
            nil,
            { Unmanaged<ByteSource>.fromOpaque($0).takeUnretainedValue().size },
            nil,
            0,
            &file
        )
        guard status == noErr, let file else {
            if BoxOutline(of: source).isMissingIndex { throw .truncatedIndex(source.name) }
            throw .notAudio(source.name)
        }
        var converter: ExtAudioFileRef?
        guard ExtAudioFileWrapAudioFileID(file, false, &converter) == noErr, let converter else {
            AudioFileClose(file)
            throw .noAudioTrack(source.name, format: "unknown")
        }
        var format = AudioStreamBasicDescription()
        var size = UInt32(MemoryLayout.size(ofValue: format))
        ExtAudioFileGetProperty(converter, kExtAudioFileProperty_FileDataFormat, &size, &format)
        var container: AudioFileTypeID = 0
        size = UInt32(MemoryLayout.size(ofValue: container))
        AudioFileGetProperty(file, kAudioFilePropertyFileFormat, &size, &container)
        self.source = source
        self.file = file
        self.converter = converter
        self.format = format
        self.container = container
    }

    deinit {
        ExtAudioFileDispose(converter)
        AudioFileClose(file)
    }

    /// Length in seconds as the container states it.
    var duration: Double? {
        var frames: Int64 = 0
        var size = UInt32(MemoryLayout.size(ofValue: frames))
        let status = ExtAudioFileGetProperty(converter, kExtAudioFileProperty_FileLengthFrames, &size, &frames)
        guard status == noErr, frames > 0, format.mSampleRate > 0 else { return nil }
        return Double(frames) / format.mSampleRate
    }

    /// Sets what ``read(into:)`` returns: float at 16 kHz with the file's channels.
    ///
    /// Returns `false` if there is no decoder.
    func prepare() -> Bool {
        let width = 4 * format.mChannelsPerFrame
        var client = AudioStreamBasicDescription(
            mSampleRate: Double(AudioReader.sampleRate),
            mFormatID: kAudioFormatLinearPCM,
            mFormatFlags: kAudioFormatFlagIsFloat | kAudioFormatFlagIsPacked,
            mBytesPerPacket: width,
            mFramesPerPacket: 1,
            mBytesPerFrame: width,
            mChannelsPerFrame: format.mChannelsPerFrame,
            mBitsPerChannel: 32,
            mReserved: 0
        )
        let size = UInt32(MemoryLayout.size(ofValue: client))
        return ExtAudioFileSetProperty(converter, kExtAudioFileProperty_ClientDataFormat, size, &client) == noErr
    }

    /// Fills the buffer with interleaved samples.
    ///
    /// Returns the number of frames, 0 at the end, `nil` on failure.
    func read(into buffer: UnsafeMutableBufferPointer<Float>) -> Int? {
        let channels = Int(format.mChannelsPerFrame)
        var frames = UInt32(buffer.count / channels)
        var list = AudioBufferList(
            mNumberBuffers: 1,
            mBuffers: AudioBuffer(
                mNumberChannels: format.mChannelsPerFrame,
                mDataByteSize: UInt32(buffer.count * MemoryLayout<Float>.stride),
                mData: UnsafeMutableRawPointer(buffer.baseAddress)
            )
        )
        return ExtAudioFileRead(converter, &frames, &list) == noErr ? Int(frames) : nil
    }
}
#endif
