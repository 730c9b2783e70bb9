import Foundation
import HTTPTypes

extension CallRun {
    /// Takes a whole body in.
    ///
    /// - Throws: `invalidResponse` where it is larger than allowed, `connection` where it is shorter than announced, and
    ///   what the body throws.
    func collect(_ response: HTTPStreamedResponse) async throws -> Data {
        let announced = response.head.headerFields[.contentLength].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
        let limit = settings.maximumResponseSize
        if let announced, announced > limit { throw tooLarge(limit) }
        var body = Data()
        body.reserveCapacity(announced ?? 0)
        for try await piece in response.body {
            progress.transfer(Int64(piece.count))
            guard body.count + piece.count <= limit else { throw tooLarge(limit) }
            body += piece
        }
        // What was compressed on the way has another length than announced.
        let isPlain = response.head.headerFields[.contentEncoding] == nil && call.method != .head
        if isPlain, let announced, body.count < announced, response.head.status.code != 304 {
            throw TranscriptionError(
                .connection,
                sentence("only \(body.count) of \(announced) bytes of the answer came"),
                isRetryable: true,
                underlying: HTTPTransportFailure.mayHaveBeenProcessed()
            )
        }
        return body
    }

    private func tooLarge(_ limit: Int) -> TranscriptionError {
        TranscriptionError(.invalidResponse, sentence("the answer is larger than the \(limit) bytes allowed"))
    }
}

/// When an answer that is read as it arrives has to be at its end.
struct StreamEnd: Sendable {
    let elapsed: Duration
    let time: PassedTime

    var hasPassed: Bool { time.elapsed >= elapsed }
}

/// The body of an answer that is read as it arrives: it keeps its turn until it ends or is let go of.
struct TurnKeepingBody: AsyncSequence, Sendable {
    let base: HTTPBody
    let turn: RequestLimiter.Turn
    let end: StreamEnd
    let provider: ProviderID

    func makeAsyncIterator() -> Iterator {
        Iterator(base: base.makeAsyncIterator(), turn: turn, end: end, provider: provider)
    }

    struct Iterator: AsyncIteratorProtocol {
        var base: HTTPBody.Iterator
        let turn: RequestLimiter.Turn
        let end: StreamEnd
        let provider: ProviderID

        mutating func next() async throws -> Data? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? {
            do {
                let piece = try await base.next(isolation: actor)
                if piece == nil { turn.end() }
                if piece != nil, end.hasPassed {
                    throw TranscriptionError(.timeout, "\(provider) took too long to stream an answer.")
                }
                return piece
            } catch {
                turn.end()
                guard var failure = (error as? TranscriptionError)?.withoutAddress else { throw error }
                failure.provider = failure.provider ?? provider
                throw failure
            }
        }
    }
}
