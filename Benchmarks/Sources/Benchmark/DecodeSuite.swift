import Foundation

/// Reading the JSON of long recordings, against Foundation's decoder.
///
/// Benchmarks/Decode has the shapes.
struct DecodeSuite {
    /// The program that does it, of the main package, as the reader is not public.
    var program: String
    /// Where the large document is written.
    var folder: URL

    func run() throws {
        try Command(program: program, arguments: []).report()

        let file = folder.appendingPathComponent("tokens.json")
        defer { try? FileManager.default.removeItem(at: file) }
        _ = try Command(program: program, arguments: ["write", file.path, "200"]).measure()
        let size = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
        let reading = try Command(program: program, arguments: ["read", file.path]).measure()
        show(
            "decode  \(size >> 20) MiB of tokens from a file: \(reading.seconds.rounded(to: 2)) s, "
                + "peak \(reading.peakMegabytes.rounded(to: 0)) MB"
        )
    }
}
