public import Foundation
public import Logging
import Metrics

/// Receives webhooks: verifies each delivery, records its event, says thanks, and only then works on it.
///
/// ```swift
/// let receiver = WebhookReceiver([PyAI.webhookVerifier(secrets: [secret])])
/// let reply = await receiver.receive(request, from: PyAI.id)      // in a route, which answers with reply.status
/// try await receiver.run(deliveringTo: [client])                  // beside the server, for as long as it runs
/// ```
///
/// It belongs to no web framework; `StenoHummingbird` has a route for one. A framework's route must hand over the body as
/// it came: a body that was parsed and written again has other bytes, and no signature holds for it.
///
/// Each event has one effect, however often it is delivered. An effect that was interrupted by a crash is begun again by
/// the next ``run(_:)``, where the store outlives the process, so effects should bear being begun twice.
public final class WebhookReceiver: Sendable {
    /// The largest body taken, in bytes.
    public let maximumBodySize: Int

    let store: any WebhookStore
    let effort: WebhookEffort
    let clock: any Clock<Duration>
    let logger: Logger
    let wakeUps = WebhookWakeUps()

    private let verifiers: [ProviderID: [WebhookVerifier]]
    private let retention: Duration
    private let now: @Sendable () -> Date

    /// Describes what is received.
    ///
    /// - Parameters:
    ///   - verifiers: Whose deliveries are taken. Of several for one provider, each is tried in turn.
    ///   - store: Where events are recorded. Hosts that share deliveries share the store.
    ///   - maximumBodySize: The largest body taken, in bytes: 10 MiB.
    ///   - retention: How long an event's id is remembered at least, so that the same event has no second effect: 24
    ///     hours, for which services try again. It is never shorter than the time for which one and the same delivery
    ///     passes the verifier.
    ///   - effort: How hard recorded events are worked on.
    ///   - clock: What to wait by between tries; tests pass a manual one.
    ///   - now: What time it is.
    ///   - logger: Where to report. Why a delivery was refused is told here and nowhere else.
    public init(
        _ verifiers: [WebhookVerifier],
        store: any WebhookStore = InMemoryWebhookStore(),
        maximumBodySize: Int = 10 << 20,
        retention: Duration = .seconds(24 * 3600),
        effort: WebhookEffort = WebhookEffort(),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Date = { Date() },
        logger: Logger = Logger(label: "steno.webhooks")
    ) {
        self.verifiers = Dictionary(grouping: verifiers, by: \.provider)
        self.store = store
        self.maximumBodySize = maximumBodySize
        self.retention = retention
        self.effort = effort
        self.clock = clock
        self.now = now
        self.logger = logger
    }

    /// Takes a delivery: verifies it and records its event, and does nothing else that takes time.
    ///
    /// - Parameters:
    ///   - request: The delivery, exactly as it came.
    ///   - provider: Whose delivery it is said to be, usually by the URL's path.
    /// - Returns: What to answer, and the event where it is new.
    public func receive(_ request: WebhookRequest, from provider: ProviderID) async -> WebhookReply {
        guard request.body.count <= maximumBodySize else { return refuseLargeBody() }
        let genuine: (event: WebhookEvent, retention: Duration)
        do throws(WebhookRefusal) {
            genuine = try verify(request, from: provider)
        } catch {
            report("refused", of: provider, .notice, ["code": "\(error.code)", "reason": "\(error.message)"])
            return .refused(error)
        }
        do {
            guard try await store.record(genuine.event, for: genuine.retention) else {
                report("repeated", of: provider, .debug, genuine.event.logged)
                return .repeated
            }
        } catch {
            report("unrecorded", of: provider, .error, genuine.event.logged.merging(["error": "\(error)"]) { $1 })
            return .unrecorded
        }
        report("accepted", of: provider, .debug, genuine.event.logged)
        wakeUps.ring()
        return .accepted(genuine.event)
    }

    /// The answer to a delivery whose body is larger than ``maximumBodySize``, for a route that stopped reading it.
    public func refuseLargeBody() -> WebhookReply {
        let refusal = WebhookRefusal(.bodyTooLarge, "The body is larger than \(maximumBodySize) bytes.")
        logger.notice("a webhook delivery was refused", metadata: ["code": "\(refusal.code)"])
        return .tooLarge(refusal)
    }

    private func verify(
        _ request: WebhookRequest,
        from provider: ProviderID
    ) throws(WebhookRefusal) -> (event: WebhookEvent, retention: Duration) {
        let now = now()
        var refusal = WebhookRefusal(.unknownProvider, "Nothing is received for the provider the URL names.")
        for (index, verifier) in (verifiers[provider] ?? []).enumerated() {
            do throws(WebhookRefusal) {
                let event = try verifier.verify(request, at: now)
                return (event, max(retention, verifier.scheme.replayWindow))
            } catch {
                if index == 0 { refusal = error }
            }
        }
        throw refusal
    }

    private func report(
        _ outcome: String,
        of provider: ProviderID,
        _ level: Logger.Level,
        _ metadata: Logger.Metadata
    ) {
        // A name out of a URL that nobody vouches for belongs in no log.
        let name = verifiers[provider] == nil ? "unknown" : provider.rawValue
        var metadata = metadata
        metadata["provider"] = "\(name)"
        logger.log(level: level, "a webhook delivery was \(outcome)", metadata: metadata)
        Counter(label: "steno.webhooks.deliveries", dimensions: [("provider", name), ("outcome", outcome)]).increment()
    }
}

extension WebhookEvent {
    /// What the log says of an event.
    var logged: Logger.Metadata { ["provider": "\(provider)", "event": "\(id)", "job": "\(jobID)"] }
}
