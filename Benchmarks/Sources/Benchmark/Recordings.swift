import Foundation
import StenoDemoModel

/// Recordings made from the demo model's sample: its four sentences again and again, with pauses of changing length.
struct Recordings {
    let folder: URL
    private let sample: Data

    init(in folder: URL) throws {
        self.folder = folder
        sample = try Data(contentsOf: DemoModel.sample).dropFirst(44)
    }

    /// One recording of so many seconds: 16 kHz mono, 16 bit.
    func long(seconds: Int) throws -> URL {
        let file = folder.appendingPathComponent("recording-\(seconds).wav")
        guard !FileManager.default.fileExists(atPath: file.path) else { return file }
        let partial = file.appendingPathExtension("partial")
        try header(bytes: seconds * 32_000).write(to: partial)
        let handle = try FileHandle(forWritingTo: partial)
        try handle.seekToEnd()
        var left = seconds * 32_000
        var round = 0
        while left > 0 {
            let part = (sample + Data(count: 2 * (4800 + round * 2477 % 12_000))).prefix(left)
            try handle.write(contentsOf: part)
            left -= part.count
            round += 1
        }
        try handle.close()
        try FileManager.default.moveItem(at: partial, to: file)
        return file
    }

    /// Short recordings of 2 to 5 s, cut out of the sample.
    func short(count: Int) throws -> [URL] {
        try (0..<count).map { index in
            let file = folder.appendingPathComponent("short-\(index).wav")
            let start = sample.startIndex + 2 * 16_000 * (index % 3 * 3)
            let length = 2 * 16_000 * (2 + index % 4)
            let part = sample[start..<min(start + length, sample.endIndex)]
            try (header(bytes: part.count) + part).write(to: file)
            return file
        }
    }

    private func header(bytes: Int) -> Data {
        var data = Data("RIFF".utf8)
        func append(_ value: UInt32, _ size: Int) {
            withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0.prefix(size)) }
        }
        append(UInt32(36 + bytes), 4)
        data += Data("WAVEfmt ".utf8)
        for (value, size) in [(16, 4), (1, 2), (1, 2), (16_000, 4), (32_000, 4), (2, 2), (16, 2)] {
            append(UInt32(value), size)
        }
        data += Data("data".utf8)
        append(UInt32(bytes), 4)
        return data
    }
}
