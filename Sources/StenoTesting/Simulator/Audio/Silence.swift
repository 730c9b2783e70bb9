import Foundation

/// A second of silence: a WAVE file, 8 kHz, mono, 16 bit.
enum Silence {
    static let wave: Data = {
        func bytes(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let length = 16_000
        var data = Data("RIFF".utf8) + bytes(36 + length, 4) + Data("WAVEfmt ".utf8)
        data +=
            bytes(16, 4) + bytes(1, 2) + bytes(1, 2) + bytes(8_000, 4) + bytes(16_000, 4) + bytes(2, 2) + bytes(16, 2)
        return data + Data("data".utf8) + bytes(length, 4) + Data(count: length)
    }()
}
