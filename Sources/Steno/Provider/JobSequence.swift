extension TranscriptionProvider {
    /// All jobs the provider remembers, page after page, as far as the caller reads.
    public func jobs(_ query: JobQuery = .init()) -> JobSequence {
        JobSequence(provider: self, query: query)
    }
}

/// The jobs of a provider as an async sequence.
///
/// The next page is asked for only when its first job is.
public struct JobSequence: AsyncSequence, Sendable {
    /// The element: a job.
    public typealias Element = TranscriptionJob

    private let provider: any TranscriptionProvider
    private let query: JobQuery

    init(provider: any TranscriptionProvider, query: JobQuery) {
        self.provider = provider
        self.query = query
    }

    /// Begins at the query's cursor.
    public func makeAsyncIterator() -> Iterator {
        Iterator(provider: provider, query: query)
    }

    /// Walks the pages.
    public struct Iterator: AsyncIteratorProtocol {
        private let provider: any TranscriptionProvider
        private var upcoming: JobQuery?
        private var seenCursors: Set<String> = []
        private var waiting: ArraySlice<TranscriptionJob> = []

        init(provider: any TranscriptionProvider, query: JobQuery) {
            self.provider = provider
            upcoming = query
        }

        /// The next job, or nil at the end.
        ///
        /// After an error that may pass by itself, calling again asks for the same page.
        ///
        /// - Throws: ``TranscriptionError``: what ``TranscriptionProvider/list(_:)`` throws, and `invalidResponse` when the
        /// provider hands out a cursor a second time, which would go on for ever.
        public mutating func next() async throws -> TranscriptionJob? {
            do {
                while waiting.isEmpty, let query = upcoming {
                    try await fetch(query)
                }
            } catch {
                throw TranscriptionError(error, of: provider)
            }
            return waiting.popFirst()
        }

        private mutating func fetch(_ query: JobQuery) async throws {
            if let cursor = query.cursor, seenCursors.contains(cursor) {
                upcoming = nil
                throw TranscriptionError(
                    .invalidResponse,
                    "\(provider.id) repeated a page of its list of jobs.",
                    provider: provider.id
                )
            }
            try Task.checkCancellation()
            let page = try await provider.list(query)
            if let cursor = query.cursor { seenCursors.insert(cursor) }
            waiting = page.jobs[...]
            upcoming = page.nextCursor.map { cursor in
                var next = query
                next.cursor = cursor
                return next
            }
        }
    }
}
