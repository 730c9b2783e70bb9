import Foundation
import Logging
import StenoDemoModel
import StenoTestSupport

/// What the demo model's sample says.
let sampleText =
    "This is Anna calling from Boston. The meeting starts on Tuesday at ten. "
    + "We need twelve copies of the contract. Thank you for calling Robert."

/// Recordings made in memory.
enum Audio {
    static let rate = 16_000

    /// The samples of the demo model's recording.
    static func sample() throws -> [Float] {
        let bytes = try Data(contentsOf: DemoModel.sample).dropFirst(44)
        return stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { index in
            Float(Int16(littleEndian: Int16(bytes[index]) | Int16(bytes[index + 1]) << 8)) / 32_768
        }
    }

    static func silence(_ seconds: Double) -> [Float] {
        Array(repeating: 0, count: Int(seconds * Double(rate)))
    }

    /// Half an hour of the sample, long enough to be cut short on any machine.
    static func longRecording() throws -> Data {
        let sample = try Data(contentsOf: DemoModel.sample)
        let body = sample.dropFirst(44)
        let length = UInt32(150 * body.count)
        var recording = sample.prefix(44)
        for (offset, value) in [(4, length + 36), (40, length)] {
            withUnsafeBytes(of: value.littleEndian) { recording.replaceSubrange(offset..<offset + 4, with: $0) }
        }
        for _ in 0..<150 { recording += body }
        return recording
    }

    /// A 16-bit wav of as many channels as there are lists; shorter ones end in silence.
    static func wav(_ channels: [Float]...) -> Data {
        let count = channels.map(\.count).max() ?? 0
        let padded = channels.map { $0 + Array(repeating: 0, count: count - $0.count) }
        return WaveFile.data(padded.map(WaveFile.quantized), rate: rate)
    }
}

extension Whisper {
    /// An engine over the demo model whose log goes nowhere.
    static func demo(_ configuration: WhisperConfiguration = .init()) async throws -> Whisper {
        try await Whisper(
            model: .demo,
            configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}

/// The least number of words to change, add or remove to make one text the other.
func wordErrors(_ reference: String, _ found: String) -> Int {
    func words(_ text: String) -> [Substring] {
        text.lowercased().split { !$0.isLetter }
    }
    let (expected, got) = (words(reference), words(found))
    var row = Array(0...got.count)
    for (i, word) in expected.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in got.enumerated() {
            let cost = min(row[j + 1] + 1, row[j] + 1, diagonal + (word == other ? 0 : 1))
            diagonal = row[j + 1]
            row[j + 1] = cost
        }
    }
    return row[got.count]
}
