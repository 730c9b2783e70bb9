extension TranscriptionProvider {
    /// All jobs the provider remembers, page after page, as far as the caller reads.
    public func jobs(_ query: JobQuery = .init()) -> JobSequence {
        JobSequence(provider: self, query: query)
    }
}

/// The jobs of a provider as an async sequence. The next page is asked for only when its first job is.
public struct JobSequence: AsyncSequence, Sendable {
    /// The element: a job.
    public typealias Element = TranscriptionJob

    let provider: any TranscriptionProvider
    let query: JobQuery

    /// Begins at the query's cursor.
    public func makeAsyncIterator() -> Iterator {
        Iterator(provider: provider, query: query)
    }

    /// Walks the pages.
    public struct Iterator: AsyncIteratorProtocol {
        let provider: any TranscriptionProvider
        var query: JobQuery
        var waiting: ArraySlice<TranscriptionJob> = []
        var isAtEnd = false
        var seenCursors: Set<String> = []

        init(provider: any TranscriptionProvider, query: JobQuery) {
            self.provider = provider
            self.query = query
        }

        /// The next job, or nil at the end.
        ///
        /// - Throws: What ``TranscriptionProvider/list(_:)`` throws, and `invalidResponse` when the provider hands out
        ///   a cursor a second time, which would go on for ever.
        public mutating func next() async throws -> TranscriptionJob? {
            while waiting.isEmpty, !isAtEnd {
                try Task.checkCancellation()
                let page = try await provider.list(query)
                waiting = page.jobs[...]
                guard let cursor = page.nextCursor else {
                    isAtEnd = true
                    continue
                }
                guard seenCursors.insert(cursor).inserted else {
                    throw TranscriptionError(
                        .invalidResponse,
                        "\(provider.id) repeated a page of its list of jobs.",
                        provider: provider.id
                    )
                }
                query.cursor = cursor
            }
            return waiting.popFirst()
        }
    }
}
