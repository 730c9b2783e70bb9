/// Reads requests that come over time.
struct RequestIterator<Base: AsyncIteratorProtocol>: AsyncIteratorProtocol
where Base.Element == TranscriptionRequest {
    typealias Failure = any Error

    private var base: Base

    init(_ base: Base) {
        self.base = base
    }

    mutating func next() async throws -> TranscriptionRequest? {
        try await next(isolation: #isolation)
    }

    mutating func next(isolation actor: isolated (any Actor)?) async throws -> TranscriptionRequest? {
        try await base.next(isolation: actor)
    }
}

/// Reads requests that are there at once.
struct ImmediateRequestIterator<Base: IteratorProtocol>: AsyncIteratorProtocol
where Base.Element == TranscriptionRequest {
    typealias Failure = any Error

    private var base: Base

    init(_ base: Base) {
        self.base = base
    }

    mutating func next() async throws -> TranscriptionRequest? {
        base.next()
    }

    mutating func next(isolation actor: isolated (any Actor)?) async throws -> TranscriptionRequest? {
        base.next()
    }
}
