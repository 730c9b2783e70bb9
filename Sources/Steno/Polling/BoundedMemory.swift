/// Remembers values up to a number and a cost in all; then the oldest are forgotten.
struct BoundedMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Kept: Sendable {
        var value: Value
        var cost: Int
        var number: Int
    }

    private let maximumCount: Int
    private let maximumCost: Int
    private var kept: [Key: Kept] = [:]
    private var order: [(key: Key, number: Int)] = []
    private var head = 0
    private var cost = 0
    private var nextNumber = 0

    init(maximumCount: Int, maximumCost: Int = .max) {
        self.maximumCount = maximumCount
        self.maximumCost = maximumCost
    }

    /// How many values are remembered.
    var count: Int { kept.count }

    /// The value remembered for a key.
    subscript(key: Key) -> Value? { kept[key]?.value }

    /// Remembers a value in place of what was remembered for its key; one that costs too much by itself is not remembered.
    mutating func insert(_ value: Value, for key: Key, cost: Int = 0) {
        remove(key)
        guard cost <= maximumCost, maximumCount > 0 else { return }
        kept[key] = Kept(value: value, cost: cost, number: nextNumber)
        order.append((key, nextNumber))
        nextNumber += 1
        self.cost += cost
        while kept.count > maximumCount || self.cost > maximumCost { forgetOldest() }
    }

    /// Forgets the value of a key.
    mutating func remove(_ key: Key) {
        guard let removed = kept.removeValue(forKey: key) else { return }
        cost -= removed.cost
        tidy()
    }

    private mutating func forgetOldest() {
        let oldest = order[head]
        head += 1
        if kept[oldest.key]?.number == oldest.number { remove(oldest.key) } else { tidy() }
    }

    /// Drops the part of the order that is of no more use, once it is the greater part.
    private mutating func tidy() {
        guard order.count > 2 * kept.count + 64 else { return }
        order = order[head...].filter { kept[$0.key]?.number == $0.number }
        head = 0
    }
}
