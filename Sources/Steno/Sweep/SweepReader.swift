/// Reads a list for what a sweep has to decide on, a round at a time.
///
/// A list is read to its end, or until a round is full, before anything on it is deleted: cursors may be places counted from
/// the beginning, or name an entry. Nothing is given out twice.
struct SweepReader<List: AsyncSequence & Sendable> {
    /// The most that is held at a time.
    private let size: Int
    private let list: List
    /// Whether the list changes between the rounds, and is then read from its beginning.
    private let changes: Bool
    private let target: (List.Element) -> SweepTarget?
    private var place: List.AsyncIterator?
    private var isAtEnd = false
    private var seen: Set<String> = []

    init(_ list: List, size: Int, changes: Bool, target: @escaping (List.Element) -> SweepTarget?) {
        self.list = list
        self.size = size
        self.changes = changes
        self.target = target
    }

    /// The next round, the oldest first; empty at the end.
    mutating func round() async throws -> [SweepTarget] {
        if isAtEnd { return [] }
        var targets: [SweepTarget] = []
        var place = place ?? list.makeAsyncIterator()
        while targets.count < size {
            guard let element = try await place.next(isolation: #isolation) else {
                isAtEnd = true
                break
            }
            if let target = target(element), seen.insert(target.id).inserted { targets.append(target) }
        }
        self.place = changes ? nil : place
        let old = Duration.seconds(Int64.max)
        return targets.sorted { $0.age ?? old > $1.age ?? old }
    }
}
