public import Foundation
import HTTPTypes
public import Logging
import Synchronization

/// Delivers webhooks signed by Standard Webhooks, and tries again where the receiver does not take them.
///
/// ```swift
/// let sender = try WebhookSender(secret: "whsec_…")
/// try await sender.deliver(job, to: Webhook(url: url))
/// ```
///
/// The body of a delivery is `{"type": "transcription.completed", "timestamp": "…", "data": {…}}`; the type may also be
/// `transcription.failed` or `transcription.cancelled`, and `data` is the job in its JSON form, with its transcript. Where
/// that would be larger than ``WebhookSenderSettings/maximumBodySize``, or the receiver answers 413, the transcript and the raw
/// payload are left out and a warning says so; where it still would be, only the job's id, provider, status and time are left.
/// ``WebhookVerifier/standard(provider:secrets:tolerance:)`` reads it back.
///
/// An answer from 200 to 299 is success, and 410 says that the receiver wants no more. After any other answer, and after
/// none, the delivery is repeated with the pauses of ``WebhookSenderSettings/pauses``, each of them after the time of the
/// answer's `Retry-After`. `webhook-id` stays the same, so that the receiver can tell a repetition; the time and with it the
/// signature are new each time. No redirection is followed, and nothing of an answer is read beyond its head.
public final class WebhookSender: Sendable {
    /// When it tries again, and how far it goes.
    public let settings: WebhookSenderSettings

    private let secret: Secret
    private let transport: any HTTPTransport
    private let time: PassedTime
    private let limiter: RequestLimiter
    private let generator: Mutex<any RandomNumberGenerator & Sendable>
    private let date: @Sendable () -> Date
    private let logger: Logger

    /// A sender with a secret.
    ///
    /// - Parameters:
    ///   - secret: What deliveries are signed with: `whsec_` and base64, or base64 alone.
    ///   - settings: When to try again, and how far to go.
    ///   - transport: What sends single requests.
    ///   - clock: What to wait by; tests pass a manual one.
    ///   - generator: Where chance comes from; tests pass a seeded one.
    ///   - date: The time of day that deliveries are signed with.
    ///   - logger: Where attempts are reported, with the receiver's host and never with the rest of its address.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` where the secret is no such secret.
    public init(
        secret: Secret,
        settings: WebhookSenderSettings = .init(),
        transport: any HTTPTransport = URLSessionTransport.shared,
        clock: any Clock<Duration> = ContinuousClock(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        date: @escaping @Sendable () -> Date = { Date() },
        logger: Logger = Logger(label: "steno.webhooks")
    ) throws {
        self.secret = secret
        self.settings = settings
        self.transport = transport
        self.date = date
        self.logger = logger
        self.generator = Mutex(generator)
        time = PassedTime(clock)
        limiter = RequestLimiter(atOnce: settings.attemptsAtOnce, time: time)
        _ = try WebhookSigner.standard(id: Self.newID(), body: Data(), secret: secret, now: date())
    }

    /// Delivers what became of a job, and returns when the receiver has taken it.
    ///
    /// - Parameters:
    ///   - job: A job that has ended.
    ///   - webhook: Where to; its header is sent along. Whether its events name this one is not looked at.
    /// - Throws: ``TranscriptionError``: `invalidState` for a job that has not ended, `invalidRequest` for a webhook that
    ///   ``validate(_:)`` refuses; `connection`, `timeout` or `invalidResponse` where the receiver did not take the last
    ///   attempt, and `notFound` where it answered 410; with none of the receiver's answer and none of its address but the
    ///   host. `CancellationError` where the task is cancelled.
    public func deliver(_ job: TranscriptionJob, to webhook: Webhook) async throws {
        try await deliver(job, to: webhook) { try await self.sleep($0) }
    }

    /// Delivers what became of a job, with pauses of the caller's making.
    package func deliver(
        _ job: TranscriptionJob,
        to webhook: Webhook,
        pause: (Duration) async throws -> Void
    ) async throws {
        guard job.status.isTerminal else {
            let message = "The job \(job.id) has not ended yet."
            throw TranscriptionError(.invalidState, message, provider: job.provider, job: job)
        }
        let recipient = try WebhookRecipient(webhook, settings)
        let id = Self.newID()
        var limit = settings.maximumBodySize
        var job = job
        // So that the body is the same each time.
        job.finishedAt = job.finishedAt ?? date()
        var attempt = 1
        while true {
            do {
                try await send(job, id: id, limit: &limit, to: recipient)
                report("delivered a webhook", id, recipient, attempt)
                return
            } catch let error as TranscriptionError where error.isRetryable {
                let drawn = generator.withLock { settings.pause(after: attempt, using: &$0) }
                guard let drawn else { throw error }
                report("a webhook was not taken", id, recipient, attempt, error)
                let asked = min(error.retryAfter ?? .zero, settings.longestRetryAfter.sensible)
                try await pause(asked + drawn)
            }
            attempt += 1
        }
    }

    /// Checks that a webhook can be delivered to.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` for an address that is neither https nor on this machine,
    ///   unless ``WebhookSenderSettings/allowsInsecureHTTP``, or not public where ``WebhookSenderSettings/requiresPublicHost``
    ///   says that it must be; for a header that cannot be sent or is a header of its own;
    ///   and for events that do not exist. The address and the header's value are not in it.
    public func validate(_ webhook: Webhook) throws {
        _ = try WebhookRecipient(webhook, settings)
        guard let unknown = webhook.events.first(where: { !WebhookMessage.types.contains($0) }) else { return }
        let names = WebhookMessage.types.sorted().joined(separator: ", ")
        throw TranscriptionError(.invalidRequest, "There is no event `\(unknown)` to be told of, only \(names).")
    }

    /// Sleeps by the sender's clock.
    package func sleep(_ duration: Duration) async throws {
        try await time.sleep(until: time.elapsed + duration)
    }

    private static func newID() -> String {
        "msg_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    }

    /// Makes one attempt, with a body within the limit, which is lowered where the receiver finds the body too large.
    ///
    /// - Throws: ``TranscriptionError``, retryable unless nothing can change it; `CancellationError`.
    private func send(
        _ job: TranscriptionJob,
        id: String,
        limit: inout Int,
        to recipient: WebhookRecipient
    ) async throws {
        let turn = try await limiter.turn(before: .seconds(1_000_000_000))
        defer { turn.end() }
        let now = date()
        // Made anew for each attempt: a job is shared with whoever else knows it, its body would be another copy.
        let body = try WebhookMessage.body(for: job, limit: limit)
        var request = recipient.request
        request.headerFields[.contentType] = "application/json"
        for field in try WebhookSigner.standard(id: id, body: body, secret: secret, now: now) {
            request.headerFields.append(field)
        }
        let head = try await answer(to: request, body: body, from: recipient)
        if head.status == .contentTooLarge { limit = min(limit, body.count - 1) }
        switch head.status.code {
        case 200..<300: return
        case 410:
            let message = "\(recipient.name) wants no more deliveries (HTTP 410)."
            throw TranscriptionError(.notFound, message, httpStatus: 410)
        case let status:
            throw TranscriptionError(
                .invalidResponse,
                "\(recipient.name) did not take the delivery (HTTP \(status)).",
                httpStatus: status,
                isRetryable: true,
                retryAfter: RetryAfter.parse(head.headerFields, now: date())
            )
        }
    }

    private func answer(
        to request: HTTPRequest,
        body: Data,
        from recipient: WebhookRecipient
    ) async throws -> HTTPResponse {
        let (transport, time, limit) = (transport, time, max(settings.attemptTimeout.sensible, .milliseconds(1)))
        do {
            return try await firstOutcome(
                of: { try await transport.send(request, body: .data(body)).head },
                before: {
                    try await time.sleep(until: time.elapsed + limit)
                    throw TranscriptionError(.timeout, "The attempt took too long.")
                }
            )
        } catch {
            if Task.isCancelled { throw CancellationError() }
            let failure = (error as? TranscriptionError)?.withoutAddress
            let isLate = failure?.code == .timeout
            throw TranscriptionError(
                isLate ? .timeout : .connection,
                isLate ? "\(recipient.name) did not answer in time." : "\(recipient.name) could not be reached.",
                isRetryable: true,
                underlying: failure?.underlying
            )
        }
    }

    private func report(
        _ message: Logger.Message,
        _ id: String,
        _ recipient: WebhookRecipient,
        _ attempt: Int,
        _ error: TranscriptionError? = nil
    ) {
        var metadata: Logger.Metadata = ["webhook": "\(id)", "host": "\(recipient.host)", "attempt": "\(attempt)"]
        if let error { metadata["error"] = "\(error.message)" }
        logger.debug(message, metadata: metadata)
    }
}
