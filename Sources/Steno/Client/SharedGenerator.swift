import Synchronization

/// A random number generator that several tasks draw from.
final class SharedGenerator: Sendable {
    private let generator: Mutex<any RandomNumberGenerator & Sendable>

    /// Begins with a copy of a generator.
    init(_ generator: any RandomNumberGenerator & Sendable) {
        self.generator = Mutex(generator)
    }

    /// 128 random bits in hexadecimal.
    func name() -> String {
        generator.withLock { generator in
            (0..<4).map { _ in
                let digits = String(UInt32.random(in: 0...(.max), using: &generator), radix: 16)
                return String(repeating: "0", count: 8 - digits.count) + digits
            }
            .joined()
        }
    }
}
