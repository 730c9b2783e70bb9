import Foundation
import StenoAudio
import StenoTestSupport
import Testing

/// A thousand damaged files, the same on every run: each gives audio or a typed error, and never more than it could hold.
@Suite struct DamagedFileTests {
    private static let bases: [(name: String, rate: Int, arguments: [String])] = [
        ("base.wav", 16_000, ["-c:a", "pcm_s16le"]),
        ("base.mp3", 16_000, ["-c:a", "libmp3lame", "-b:a", "32k"]),
        ("base.m4a", 16_000, ["-c:a", "aac", "-b:a", "32k"]),
        ("base.flac", 16_000, ["-c:a", "flac"]),
        ("base-vorbis.ogg", 16_000, ["-c:a", "libvorbis"]),
        ("base-opus.ogg", 48_000, ["-c:a", "libopus", "-b:a", "16k"]),
        ("base.webm", 48_000, ["-c:a", "libopus", "-b:a", "16k"]),
        ("base-adpcm.wav", 8_000, ["-c:a", "adpcm_ms"]),
    ]

    static let seedsPerBase = 125

    static func load() throws -> [Data] {
        try bases.map { base in
            let original = try Fixtures.file(
                "short-\(base.rate).wav",
                WaveFile.data(Signal.sweep, seconds: 0.4, rate: base.rate)
            )
            let url = try Fixtures.file(base.name) {
                try Fixtures.ffmpeg(["-i", original.path, "-ac", "2"] + base.arguments + [$0.path])
            }
            return try Data(contentsOf: url)
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: bases.indices)
    func everyDamagedFileEndsWell(_ index: Int) throws {
        let files = try Self.load()
        var ends: [String: Int] = [:]
        for seed in 0..<Self.seedsPerBase {
            var damage = Damage(seed: UInt64(index * 1_000_003 + seed))
            let damaged = damage.apply(to: files[index], others: files)
            let reader: Int
            do throws(AudioError) {
                reader = try Self.drain(damaged, seed.isMultiple(of: 2) ? .mono : .separate)
                ends["audio", default: 0] += 1
            } catch {
                reader = 0
                ends[error.code.rawValue, default: 0] += 1
                #expect(error.message.hasPrefix("damaged "), "\(error)")
            }
            #expect(reader < 16_000 * 600, "\(Self.bases[index].name) with seed \(seed) made \(reader) samples")
        }
        #expect(ends.values.reduce(0, +) == Self.seedsPerBase)
    }

    /// The number of samples the file gives for each channel.
    private static func drain(_ data: Data, _ mode: ChannelMode) throws(AudioError) -> Int {
        let reader = try AudioReader(.data(data, name: "damaged file"), channels: mode)
        var count = 0
        while let block = try reader.next() {
            #expect(block.count == reader.channelCount)
            #expect(block.allSatisfy { $0.count == block[0].count && !$0.isEmpty && $0.count <= 16_000 })
            count += block[0].count
        }
        return count
    }
}

/// Ways in which files go wrong.
private struct Damage {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func apply(to file: Data, others: [Data]) -> Data {
        var file = file
        for _ in 0..<Int.random(in: 1...3, using: &generator) where file.count > 8 {
            switch Int.random(in: 0...6, using: &generator) {
            case 0: flipBits(in: &file, within: file.count)
            case 1: flipBits(in: &file, within: min(file.count, 128))
            case 2: file = file.prefix(Int.random(in: 1...file.count, using: &generator))
            case 3: fill(&file, with: 0x00)
            case 4: fill(&file, with: 0xFF)
            case 5: splice(&file, others)
            default: duplicate(&file)
            }
        }
        return file
    }

    private mutating func flipBits(in file: inout Data, within length: Int) {
        for _ in 0..<Int.random(in: 1...24, using: &generator) {
            file[Int.random(in: 0..<length, using: &generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        }
    }

    private mutating func range(in file: Data) -> Range<Int> {
        let start = Int.random(in: 0..<file.count, using: &generator)
        return start..<min(file.count, start + Int.random(in: 1...600, using: &generator))
    }

    private mutating func fill(_ file: inout Data, with byte: UInt8) {
        let range = range(in: file)
        file.replaceSubrange(range, with: Data(repeating: byte, count: range.count))
    }

    /// Puts the start of one file before the rest of another.
    private mutating func splice(_ file: inout Data, _ others: [Data]) {
        guard let other = others.randomElement(using: &generator) else { return }
        let length = Int.random(in: 1...min(other.count, 400), using: &generator)
        file =
            Data(other.prefix(length))
            + Data(file.dropFirst(Int.random(in: 0...min(length, file.count), using: &generator)))
    }

    private mutating func duplicate(_ file: inout Data) {
        let range = range(in: file)
        file.insert(contentsOf: Data(file[range]), at: range.lowerBound)
    }
}
