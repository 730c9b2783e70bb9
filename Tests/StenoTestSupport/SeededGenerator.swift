/// A random number generator that gives the same numbers for the same seed (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins from a seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A generator that always gives the same number: 0 for the least, `.max` for the most.
///
/// Standard functions that draw again until a number fits, such as random integers, may never return with it.
public struct ConstantGenerator: RandomNumberGenerator, Sendable {
    private let value: UInt64

    /// Gives this number for ever.
    public init(_ value: UInt64) {
        self.value = value
    }

    /// The number.
    public mutating func next() -> UInt64 { value }
}
