import Foundation
import HTTPTypes
import Logging
import Synchronization
import Tracing

/// One call under way: its attempts, the pauses between them, and its deadline.
final class CallRun: Sendable {
    let pipeline: HTTPPipeline
    let call: HTTPCall
    let address: HTTPAddress
    /// Whether the address is the service's, so that the key may go there.
    let isService: Bool
    let lane: HTTPLane
    let redactor: Redactor
    let progress = CallProgress()
    let telemetry: CallTelemetry
    private let begin: Duration

    var settings: HTTPSettings { pipeline.settings }
    var time: PassedTime { pipeline.time }

    init(_ call: HTTPCall, to address: HTTPAddress, isService: Bool, lane: HTTPLane, pipeline: HTTPPipeline) {
        self.pipeline = pipeline
        self.call = call
        self.address = address
        self.isService = isService
        self.lane = lane
        redactor = Redactor(call.secrets + [pipeline.key].compactMap(\.self))
        begin = pipeline.time.elapsed
        telemetry = CallTelemetry(
            provider: pipeline.provider,
            operation: call.operation,
            method: call.method,
            origin: address.origin,
            logger: pipeline.logger
        )
    }

    /// Sends the call until it succeeds or may not be sent again.
    ///
    /// - Parameter receive: Takes in an answer that is no failure. What it returns is the call's result.
    /// - Returns: What `receive` made of the answer.
    /// - Throws: Nothing but ``TranscriptionError``.
    func result<Value: Sendable>(
        _ receive: @escaping @Sendable (HTTPStreamedResponse, RequestLimiter.Turn) async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await ServiceContext.withValue(telemetry.context) {
                try await firstOutcome(
                    of: { try await self.attempts(receive) },
                    before: {
                        let limit = self.settings.callTimeout
                        try await self.untilTimeout(of: limit, since: self.begin, transferredBefore: 0)
                        throw TranscriptionError(.timeout, self.sentence("the call took too long"), isRetryable: true)
                    }
                )
            }
            telemetry.ended(nil, after: time.elapsed - begin)
            return value
        } catch {
            let error = final(error)
            telemetry.ended(error, after: time.elapsed - begin)
            throw error
        }
    }

    private func attempts<Value: Sendable>(
        _ receive: @escaping @Sendable (HTTPStreamedResponse, RequestLimiter.Turn) async throws -> Value
    ) async throws -> Value {
        while true {
            let turn = try await lane.limiter.turn(before: deadline)
            let attempt = CallAttempt(run: self, number: progress.beginAttempt(), turn: turn)
            do {
                let value = try await attempt.result(receive)
                lane.budget.refill()
                return value
            } catch let failure as AttemptFailure {
                turn.end()
                let pause = try pause(after: failure, attempt: attempt.number)
                telemetry.repeats(after: failure.error, pause: pause, attempt: attempt.number)
                try await time.sleep(until: time.elapsed + pause)
            }
        }
    }

    /// How long to wait before the call is sent again.
    ///
    /// - Throws: The failure's error where the call may not be sent again, or not before its end.
    private func pause(after failure: AttemptFailure, attempt: Int) throws -> Duration {
        var error = failure.error
        error.isRetryable = failure.mayRepeat(call.repetition)
        guard failure.repeats(call.repetition), attempt < settings.retry.maximumAttempts else { throw error }
        let drawn = pipeline.generator.withLock { generator in
            settings.retry.pause(beforeRepetition: attempt - 1, using: &generator)
        }
        let pause = (error.retryAfter ?? .zero) + drawn
        let left = deadline - time.elapsed
        guard pause < left else {
            let wait = error.retryAfter.map { "The service asks to wait \($0.inSeconds)" }
            let begun = wait ?? "The next try would come after \(pause.inSeconds)"
            error.message += " \(begun), and the call has \(max(left, .zero).inSeconds) left."
            throw error
        }
        guard lane.budget.take() else {
            error.message += " It was not tried again, because too many calls to the host have failed lately."
            throw error
        }
        return pause
    }

    /// The moment at which the call ends.
    private var deadline: Duration { begin + allowance(settings.callTimeout, transferredBefore: 0) }

    private func allowance(_ limit: Duration, transferredBefore: Int64) -> Duration {
        let transferred = Double(progress.transferred - transferredBefore)
        return max(limit.sensible, .milliseconds(1)) + .seconds(transferred / Double(max(settings.slowestTransfer, 1)))
    }

    /// Returns when a time limit has passed, to which the time of transfers is added.
    func untilTimeout(of limit: Duration, since begin: Duration, transferredBefore: Int64) async throws {
        while true {
            let end = begin + allowance(limit, transferredBefore: transferredBefore)
            if end <= time.elapsed { return }
            try await time.sleep(until: end)
        }
    }

    /// What the call's caller is told.
    private func final(_ failure: any Error) -> TranscriptionError {
        let mayHaveActed = progress.endAttempt()
        var error: TranscriptionError
        if let failure = failure as? TranscriptionError {
            error = failure
        } else if failure is CancellationError {
            error = TranscriptionError(.cancelled, "The call to \(pipeline.provider) was cancelled.")
        } else {
            error = TranscriptionError(.connection, sentence("the transfer failed"), underlying: failure)
        }
        error.provider = error.provider ?? pipeline.provider
        if mayHaveActed, call.repetition != .always { error.isRetryable = false }
        guard call.mayCreateJob, mayHaveActed, error.code != .jobMayExist else { return error }
        var unknown = error
        unknown.code = .jobMayExist
        unknown.message = "The request was sent, and \(pipeline.provider) may have created a job. \(error.message)"
        unknown.isRetryable = call.repetition == .always
        unknown.underlying = error
        return unknown
    }

    /// The service's id of the request, as it may be shown.
    func requestID(_ head: HTTPResponse) -> String? {
        head.requestID.map { redactor.clean($0, limit: 200) }
    }

    /// What failed, with the names a person knows it by.
    func sentence(_ what: String) -> String {
        "\(pipeline.provider), \(call.operation): \(what)."
    }
}

/// What the calls to one host have in common.
struct HTTPLane: Sendable {
    let limiter: RequestLimiter
    let budget: RetryBudget
}
