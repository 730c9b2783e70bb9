/// The items of a list that a service hands out page by page, as far as the caller reads.
///
/// The next page is asked for only when its first item is.
public struct PageSequence<Element: Sendable>: AsyncSequence, Sendable {
    /// The items of one page, and the cursor of the next; nil on the last.
    public typealias Page = (items: [Element], next: String?)

    private let provider: ProviderID
    private let start: String?
    private let fetch: @Sendable (_ cursor: String?) async throws -> Page

    /// Describes a list.
    ///
    /// - Parameters:
    ///   - provider: Whose list it is, for errors to name.
    ///   - start: The cursor of the page to begin with; nil means the first.
    ///   - fetch: Asks for the page of a cursor; nil means the first.
    public init(
        of provider: ProviderID,
        from start: String? = nil,
        fetch: @escaping @Sendable (_ cursor: String?) async throws -> Page
    ) {
        self.provider = provider
        self.start = start
        self.fetch = fetch
    }

    /// Begins with the page at the start.
    public func makeAsyncIterator() -> Iterator {
        Iterator(provider: provider, from: start, fetch: fetch)
    }

    /// Walks the pages.
    public struct Iterator: AsyncIteratorProtocol {
        let provider: ProviderID
        let fetch: @Sendable (_ cursor: String?) async throws -> Page
        private var cursor: String?
        private var isAtEnd = false
        private var seenCursors: Set<String> = []
        private var waiting: ArraySlice<Element> = []

        init(
            provider: ProviderID,
            from start: String?,
            fetch: @escaping @Sendable (_ cursor: String?) async throws -> Page
        ) {
            self.provider = provider
            self.fetch = fetch
            cursor = start
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
