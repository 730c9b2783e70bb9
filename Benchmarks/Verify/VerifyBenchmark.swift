import Foundation
import Steno

/// Measures the verification of webhooks against the bare HMAC of the same library, and whether the time a refusal takes
/// tells how much of the signature was right.
@main
struct VerifyBenchmark {
    static func main() throws {
        for size in [64, 4 << 10, 64 << 10, 1 << 20] {
            for subject in try Subject.all(bodySize: size) {
                try Throughput(subject: subject).measure()
            }
        }
        for subject in try Subject.all(bodySize: 64) {
            try RefusalTime(subject: subject).measure()
        }
        EarlyExit().measure()
    }
}

struct Failure: Error, CustomStringConvertible {
    var description: String
}
