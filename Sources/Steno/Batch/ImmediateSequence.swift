/// A sequence whose elements are there at once, as an async one.
struct ImmediateSequence<Base: Sequence>: AsyncSequence {
    typealias Element = Base.Element

    let base: Base

    func makeAsyncIterator() -> Iterator {
        Iterator(base: base.makeIterator())
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var base: Base.Iterator

        mutating func next() async -> Base.Element? {
            base.next()
        }
    }
}
