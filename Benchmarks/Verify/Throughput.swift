import Crypto
import Foundation
import Steno

/// Verifying a delivery, against the HMAC of its body alone and the library's comparison.
struct Throughput {
    var subject: Subject

    func measure() throws {
        let body = subject.request.body
        let key = SymmetricKey(data: Data(Subject.key.utf8))
        let code = Data(HMAC<SHA256>.authenticationCode(for: body, using: key))
        let count = max(4, (8 << 20) / (body.count + 2000))
        var ratios: [Double] = []
        var best = (bare: Double.infinity, steno: Double.infinity)
        for _ in 0..<61 {
            let bare = try seconds(count) {
                HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: body, using: key)
            }
            let steno = try seconds(count) { (try? subject.scheme.proof(of: subject.request, at: subject.now)) != nil }
            ratios.append(bare / steno)
            best = (min(best.bare, bare), min(best.steno, steno))
        }
        func speed(_ seconds: Double) -> String { String(format: "%.0f MB/s", Double(body.count) / seconds / 1e6) }
        let ratio = String(format: "%.2f", ratios.quantile(0.5))
        let times = String(format: "%.2f and %.2f us", best.bare * 1e6, best.steno * 1e6)
        print(
            "verify  \(subject.title), \(body.count) B: bare HMAC \(speed(best.bare)), steno \(speed(best.steno)) "
                + "(\(times) at best); ratio \(ratio)"
        )
    }

    /// The time of one run of a body that must succeed.
    private func seconds(_ count: Int, _ body: () -> Bool) throws -> Double {
        var successes = 0
        let time = ContinuousClock().measure {
            for _ in 0..<count where body() { successes += 1 }
        }
        guard successes == count else { throw Failure(description: "\(subject.title): a genuine delivery was refused") }
        return time / .seconds(count)
    }
}
