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
        let pages = PageSequence(of: provider.id, from: query.cursor) { [provider, query] cursor in
            var query = query
            query.cursor = cursor
            do {
                try Task.checkCancellation()
                let page = try await provider.list(query)
                return (page.jobs, page.nextCursor)
            } catch {
                throw TranscriptionError(error, of: provider)
            }
        }
        return Iterator(pages: pages.makeAsyncIterator())
    }

    /// Walks the pages.
    public struct Iterator: AsyncIteratorProtocol {
        private var pages: PageSequence<TranscriptionJob>.Iterator

        fileprivate init(pages: PageSequence<TranscriptionJob>.Iterator) {
            self.pages = pages
        }

        /// The next job, or nil at the end.
        ///
        /// After an error that may pass by itself, calling again asks for the same page.
        ///
        /// - Throws: ``TranscriptionError``: what ``TranscriptionProvider/list(_:)`` throws, and `invalidResponse` when the
        /// provider hands out a cursor a second time, which would go on for ever.
        public mutating func next() async throws -> TranscriptionJob? {
            try await pages.next()
        }
    }
}
