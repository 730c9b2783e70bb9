import Foundation
import HTTPTypes

/// One attempt at a call: the request, the redirections that may be followed, and the answer.
struct CallAttempt: Sendable {
    let run: CallRun
    /// The first has the number 1.
    let number: Int
    let turn: RequestLimiter.Turn

    private static let redirectionLimit = 5
    /// How much of the body of a refusal is read.
    private static let refusalLimit = 64 << 10

    private var call: HTTPCall { run.call }
    private var settings: HTTPSettings { run.settings }

    /// Sends the request and takes the answer in.
    ///
    /// - Throws: `AttemptFailure`; `TranscriptionError` for what no repetition can change, `CancellationError`.
    func result<Value: Sendable>(
        _ receive: @escaping @Sendable (HTTPStreamedResponse, RequestLimiter.Turn) async throws -> Value
    ) async throws -> Value {
        let begin = run.time.elapsed
        let transferred = run.progress.transferred
        do {
            return try await firstOutcome(
                of: { try await exchange(receive) },
                before: {
                    let limit = settings.attemptTimeout
                    try await run.untilTimeout(of: limit, since: begin, transferredBefore: transferred)
                    throw TranscriptionError(.timeout, run.sentence("no answer came in time"), isRetryable: true)
                }
            )
        } catch {
            let failure = failure(error)
            run.progress.endAttempt()
            throw failure
        }
    }

    private func exchange<Value: Sendable>(
        _ receive: @escaping @Sendable (HTTPStreamedResponse, RequestLimiter.Turn) async throws -> Value
    ) async throws -> Value {
        let response = try await redirected()
        let status = response.head.status.code
        run.telemetry.answered(status, requestID: run.requestID(response.head), attempt: number)
        if run.isService, let report = RateLimitReport(response.head.headerFields, now: run.pipeline.date()) {
            run.lane.limiter.note(report)
        }
        guard response.head.status.kind == .successful || call.expected.contains(status) else {
            throw await refusal(response)
        }
        // Not settled yet: who ends the call in this moment never gets to know the job.
        return try await receive(response, turn)
    }

    /// The answer that is no redirection to be followed.
    private func redirected() async throws -> HTTPStreamedResponse {
        var address = run.address
        var isHome = run.isService
        for _ in 0...Self.redirectionLimit {
            let request = try run.request(to: address, isHome: isHome)
            try run.progress.willSend(attempt: number)
            let response = try await run.pipeline.transport.send(request, body: countedBody)
            guard let next = run.redirection(response.head, from: address) else { return response }
            // Who once was led elsewhere is not trusted with the key again.
            isHome = isHome && next.origin == address.origin
            address = next
        }
        throw TranscriptionError(.invalidResponse, run.sentence("too many redirections"))
    }

    private var countedBody: HTTPRequestBody? {
        call.body.map { body in
            let counted = CountedBytes()
            return body.reportingProgress { sent, _ in run.progress.transfer(counted.added(sent)) }
        }
    }

    /// The failure of an answer that reports one.
    private func refusal(_ response: HTTPStreamedResponse) async -> AttemptFailure {
        var body = Data()
        // A refusal counts even where its body breaks off.
        do {
            for try await piece in response.body {
                body += piece.prefix(Self.refusalLimit - body.count)
                if body.count >= Self.refusalLimit { break }
            }
        } catch {}
        let status = response.head.status.code
        let error = TranscriptionError(
            refusal: response.head,
            body: body,
            provider: run.pipeline.provider,
            redactor: run.redactor,
            now: run.pipeline.date(),
            classify: settings.classify
        )
        if !TranscriptionError.lostStatuses.contains(status) { run.progress.isSettled(attempt: number) }
        if error.code == .rateLimited, run.isService, let pause = error.retryAfter {
            run.lane.limiter.pause(for: pause)
        }
        return AttemptFailure(.refused, error)
    }

    /// What an error means for the attempt.
    private func failure(_ error: any Error) -> any Error {
        if error is AttemptFailure || error is CancellationError && Task.isCancelled { return error }
        var failure = (error as? TranscriptionError ?? broken(by: error)).withoutAddress
        failure.provider = failure.provider ?? run.pipeline.provider
        if failure.code == .cancelled {
            if Task.isCancelled { return CancellationError() }
            failure = broken(by: failure)
        }
        if failure.wasNeverSent {
            run.progress.isSettled(attempt: number)
            run.telemetry.unanswered(failure, attempt: number)
            return AttemptFailure(.neverSent, failure)
        }
        switch failure.code {
        case .connection, .timeout:
            run.telemetry.unanswered(failure, attempt: number)
            return AttemptFailure(.lost, failure)
        case .invalidRequest, .invalidAudio, .storage:
            // The body could not be read to its end, and no service takes half a body.
            run.progress.isSettled(attempt: number)
            return failure
        default:
            return failure
        }
    }

    private func broken(by error: any Error) -> TranscriptionError {
        TranscriptionError(
            .connection,
            run.sentence("the connection broke off"),
            isRetryable: true,
            underlying: error
        )
    }
}
