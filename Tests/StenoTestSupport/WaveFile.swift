public import Foundation

/// Writes 16-bit wave files, with a header as wrong as a test wants it.
public enum WaveFile {
    /// A file of channels of the same length.
    public static func data(_ channels: [[Int16]], rate: Int, statedDataSize: UInt32? = nil) -> Data {
        let count = channels.count
        var samples = Data(capacity: channels[0].count * count * 2)
        for index in channels[0].indices {
            for channel in channels { append(channel[index], to: &samples) }
        }
        var file = header(channels: count, rate: rate, dataSize: statedDataSize ?? UInt32(samples.count))
        file.append(samples)
        return file
    }

    /// Full scale is 1; what is louder is cut off.
    public static func quantized(_ samples: [Float]) -> [Int16] {
        samples.map { Int16(max(-32_768, min(32_767, ($0 * 32_768).rounded()))) }
    }

    /// What a reader must make of these samples at 16 kHz.
    public static func floats(_ samples: [Int16]) -> [Float] {
        samples.map { Float($0) / 32_768 }
    }

    /// The 44 bytes before the samples.
    public static func header(channels: Int, rate: Int, dataSize: UInt32) -> Data {
        var file = Data("RIFF".utf8)
        append(dataSize &+ 36, to: &file)
        file.append(contentsOf: "WAVEfmt ".utf8)
        append(UInt32(16), to: &file)
        append(UInt16(1), to: &file)
        append(UInt16(truncatingIfNeeded: channels), to: &file)
        append(UInt32(rate), to: &file)
        append(UInt32(truncatingIfNeeded: rate * channels * 2), to: &file)
        append(UInt16(truncatingIfNeeded: channels * 2), to: &file)
        append(UInt16(16), to: &file)
        file.append(contentsOf: "data".utf8)
        append(dataSize, to: &file)
        return file
    }

    private static func append(_ value: some FixedWidthInteger, to data: inout Data) {
        withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
    }
}
