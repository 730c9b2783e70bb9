import Foundation
import StenoAudio
import StenoTestSupport
import Testing

#if os(Linux)
/// Memory must not grow with the length of a recording.
@Suite struct MemoryTests {
    /// Bytes of this process that are in memory now.
    private static func residentBytes() throws -> Int {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(pages[1]) ?? 0) * 4_096
    }

    /// The most that was ever in memory.
    private static func peakBytes() throws -> Int {
        let lines = try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n")
        let peak = try #require(lines.first { $0.hasPrefix("VmHWM:") })
        return (Int(peak.filter(\.isNumber)) ?? 0) << 10
    }

    @Test func twoHoursDecodeInLittleMemory() throws {
        let seconds = 7_200
        let url = try Fixtures.file("long.wav") {
            try WaveFile.header(channels: 1, rate: 16_000, dataSize: UInt32(seconds * 32_000)).write(to: $0)
            truncate($0.path, off_t(44 + seconds * 32_000))
        }
        let reader = try AudioReader(.file(url))
        _ = try reader.next()
        let before = try Self.residentBytes()
        var most = before
        var blocks = 1
        while try reader.next() != nil {
            blocks += 1
            if blocks.isMultiple(of: 100) { most = max(most, try Self.residentBytes()) }
        }
        #expect(blocks == seconds)
        // The samples are 440 MiB; other tests run beside this one.
        #expect(most - before < 100 << 20, "grew by \((most - before) >> 20) MiB")
    }

    @Test func tinyFilesWithGiganticClaimsTakeLittleMemory() throws {
        let before = try Self.residentBytes()
        var wide = WaveFile.header(channels: 64, rate: 1_000, dataSize: 0x7000_0000)
        wide.append(Data(count: 128 * 8_000))
        _ = Decoded(.data(wide)).error
        // A comment of almost two gigabytes.
        var wordy = WaveFile.header(channels: 1, rate: 16_000, dataSize: 0).prefix(36)
        wordy += Data("LIST".utf8) + [0xF0, 0xFF, 0xFF, 0x7F] + Data("INFOISFT".utf8) + [0x00, 0xFF, 0xFF, 0x7F]
        wordy += Data(count: 100)
        #expect(Decoded(.data(Data(wordy))).error != nil)
        #expect(try Self.peakBytes() < before + (500 << 20))
    }
}
#endif
