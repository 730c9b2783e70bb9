import HeapModule

/// What is due for which job and when, the earliest first.
///
/// Nothing is taken out when it is no longer due: what does not count any more is dropped when it comes to the front, and
/// when it may have become the greater part.
struct DueList: Sendable {
    /// Something due.
    struct Item: Comparable, Sendable {
        let moment: Duration
        let job: JobID
        /// Tells items of one job apart, and puts those of one moment in order.
        let number: Int

        static func < (one: Self, other: Self) -> Bool {
            one.moment == other.moment ? one.number < other.number : one.moment < other.moment
        }

        static func == (one: Self, other: Self) -> Bool {
            one.moment == other.moment && one.number == other.number
        }
    }

    private let counts: @Sendable (Item, WatchedJob) -> Bool
    private var heap = Heap<Item>()
    private var roomBeforeTidying = 64

    /// An empty list.
    ///
    /// - Parameter counts: Whether an item is still due.
    init(whatCounts counts: @escaping @Sendable (Item, WatchedJob) -> Bool) {
        self.counts = counts
    }

    /// How many items are kept, those that no longer count included.
    var count: Int { heap.count }

    /// Adds an item.
    mutating func add(_ item: Item, among watched: [JobID: WatchedJob]) {
        if heap.count >= roomBeforeTidying {
            heap = Heap(heap.unordered.filter { item in watched[item.job].map { counts(item, $0) } ?? false })
            roomBeforeTidying = 2 * heap.count + 64
        }
        heap.insert(item)
    }

    /// The earliest item that counts.
    mutating func first(among watched: [JobID: WatchedJob]) -> Item? {
        while let item = heap.min {
            if let job = watched[item.job], counts(item, job) { return item }
            heap.removeMin()
        }
        return nil
    }

    /// Takes out the earliest item.
    mutating func removeFirst() {
        _ = heap.popMin()
    }

    /// Drops everything.
    mutating func removeAll() {
        heap = Heap()
        roomBeforeTidying = 64
    }
}
