/// The items of a list that a service hands out page by page, as far as the caller reads.
///
/// The next page is asked for only when its first item is.
public struct PageSequence<Element: Sendable>: AsyncSequence, Sendable {
    /// The items of one page, and the cursor of the next; nil on the last.
    public typealias Page = (items: [Element], next: String?)

    private let provider: ProviderID
    private let fetch: @Sendable (_ cursor: String?) async throws -> Page

    /// Describes a list.
    ///
    /// - Parameters:
    ///   - provider: Whose list it is, for errors to name.
    ///   - fetch: Asks for the page of a cursor; nil means the first.
    public init(of provider: ProviderID, fetch: @escaping @Sendable (_ cursor: String?) async throws -> Page) {
        self.provider = provider
        self.fetch = fetch
    }

    /// Begins with the first page.
    public func makeAsyncIterator() -> Iterator {
        Iterator(provider: provider, fetch: fetch)
    }

    /// Walks the pages.
    public struct Iterator: AsyncIteratorProtocol {
        let provider: ProviderID
        let fetch: @Sendable (_ cursor: String?) async throws -> Page
        private var cursor: String?
        private var isAtEnd = false
        private var seenCursors: Set<String> = []
        private var waiting: ArraySlice<Element> = []

        init(provider: ProviderID, fetch: @escaping @Sendable (_ cursor: String?) async throws -> Page) {
            self.provider = provider
            self.fetch = fetch
        }

        /// The next item, or nil at the end.
        ///
        /// After an error that may pass by itself, calling again asks for the same page.
        ///
        /// - Throws: ``TranscriptionError``; `invalidResponse` when the service hands out a cursor a second time, which would
        ///   go on for ever.
        public mutating func next() async throws -> Element? {
            while waiting.isEmpty, !isAtEnd {
                if let cursor, seenCursors.contains(cursor) {
                    isAtEnd = true
                    throw TranscriptionError(
                        .invalidResponse,
                        "\(provider) repeated a page of a list.",
                        provider: provider
                    )
                }
                let page = try await fetch(cursor)
                if let cursor { seenCursors.insert(cursor) }
                waiting = page.items[...]
                cursor = page.next
                isAtEnd = page.next == nil
            }
            return waiting.popFirst()
        }
    }
}
