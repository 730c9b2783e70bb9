import Foundation
import Steno

/// Measures Steno's JSON reader against Foundation's decoder, on the same documents and types, in this one run.
///
/// - `DecodeBenchmark` prints the speed of both for each shape.
/// - `DecodeBenchmark write FILE MEGABYTES` writes a document of tokens, and `DecodeBenchmark read FILE` reads it: a process
///   of its own, so that the most memory it held can be told.
@main
struct DecodeBenchmark {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case nil:
            try speed(of: Tokens.self, count: 100_000)
            try speed(of: Words.self, count: 100_000)
            try speed(of: Segments.self, count: 12_000)
        case "write" where arguments.count == 3:
            let bytes = (Int(arguments[2]) ?? 200) << 20
            try Tokens.make(count: bytes / Tokens.bytesEach).write(to: URL(fileURLWithPath: arguments[1]))
        case "read" where arguments.count == 2:
            let document = try JSONReader.read(Tokens.self, from: Data(contentsOf: URL(fileURLWithPath: arguments[1])))
            print("\(document.tokens.count) tokens")
        default:
            throw Failure(description: "usage: DecodeBenchmark [write FILE MEGABYTES | read FILE]")
        }
    }

    /// Reads a document by turns with either, and prints the best time of each: what the code takes when nobody disturbs it.
    private static func speed<Document: Shape>(of shape: Document.Type, count: Int) throws {
        let data = Document.make(count: count)
        var best = (foundation: Double.infinity, steno: Double.infinity)
        for _ in 0..<5 {
            let (expected, foundation) = try timed { try JSONDecoder().decode(Document.self, from: data) }
            best.foundation = min(best.foundation, foundation)
            for _ in 0..<4 {
                let (document, steno) = try timed { try JSONReader.read(Document.self, from: data) }
                best.steno = min(best.steno, steno)
                guard document == expected else {
                    throw Failure(description: "\(Document.title): they read different things")
                }
            }
        }
        let megabytes = Double(data.count) / 1_000_000
        func format(_ value: Double) -> String { String(format: "%.1f", value) }
        print(
            "decode  \(Document.title), \(format(megabytes)) MB: JSONDecoder \(format(megabytes / best.foundation)) MB/s, "
                + "steno \(format(megabytes / best.steno)) MB/s, ratio \(format(best.foundation / best.steno))"
        )
    }

    private static func timed<Value>(_ body: () throws -> Value) rethrows -> (Value, Double) {
        let clock = ContinuousClock()
        let start = clock.now
        let value = try body()
        return (value, start.duration(to: clock.now) / .seconds(1))
    }
}

struct Failure: Error, CustomStringConvertible {
    var description: String
}
