public import Foundation
public import HTTPTypes
public import Logging
import Metrics

/// Receives webhooks: verifies each delivery, records its event, says thanks, and only then works on it.
///
/// ```swift
/// let receiver = WebhookReceiver([PyAI.webhookVerifier(secrets: [secret])])
/// let reply = try await receiver.receive(head, body: body, from: PyAI.id)  // in a route, which answers with reply.status
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
    private let bodies: WebhookBodies
    private let retention: Duration
    private let now: @Sendable () -> Date

    /// Describes what is received.
    ///
    /// - Parameters:
    ///   - verifiers: Whose deliveries are taken. Of several for one provider, each is tried in turn.
    ///   - store: Where events are recorded. Hosts that share deliveries share the store.
    ///   - maximumBodySize: The largest body taken, in bytes: 10 MiB.
    ///   - bodyCapacity: How many bytes of bodies that are being read are held at a time: 256 MiB. The first 64 KiB of each do
    ///     not count, so that few large ones do not keep the many small ones out.
    ///   - retention: How long an event's id is remembered at least, so that the same event has no second effect: 24
    ///     hours, for which services try again. It is never shorter than the time for which one and the same delivery
    ///     passes a verifier of its provider, and a minute more.
    ///   - effort: How hard recorded events are worked on.
    ///   - clock: What to wait by between tries; tests pass a manual one.
    ///   - now: What time it is.
    ///   - logger: Where to report. Why a delivery was refused is told here and nowhere else.
    public init(
        _ verifiers: [WebhookVerifier],
        store: any WebhookStore = InMemoryWebhookStore(),
        maximumBodySize: Int = 10 << 20,
        bodyCapacity: Int = 256 << 20,
        retention: Duration = .seconds(24 * 3600),
        effort: WebhookEffort = WebhookEffort(),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Date = { Date() },
        logger: Logger = Logger(label: "steno.webhooks")
    ) {
        self.verifiers = Dictionary(grouping: verifiers, by: \.provider)
        self.store = store
        self.maximumBodySize = maximumBodySize
        bodies = WebhookBodies(capacity: bodyCapacity)
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
        let event: WebhookEvent
        do throws(WebhookRefusal) {
            event = try verify(request, from: provider)
        } catch {
            return refuse(error, of: provider)
        }
        do {
            guard try await store.record(event, for: retention(of: provider)) else {
                report("repeated", of: provider, .debug, event.logged)
                return .repeated
            }
        } catch {
            report("unrecorded", of: provider, .error, event.logged.merging(["error": "\(error)"]) { $1 })
            return .unrecorded
        }
        report("accepted", of: provider, .debug, event.logged)
        wakeUps.ring()
        return .accepted(event)
    }

    /// Takes a delivery whose body is still to be read, for a route.
    ///
    /// A delivery that is refused whatever its body is, such as one with a wrong token, is answered without reading it; so is
    /// one that is said to be larger than ``maximumBodySize``. Of no body more than that is read. Where the bodies that are
    /// being read hold too much together, the answer is 503, so that the sender tries again.
    ///
    /// - Parameters:
    ///   - head: What came before the body.
    ///   - body: The pieces of the body as they come.
    ///   - provider: Whose delivery it is said to be, usually by the URL's path.
    /// - Returns: What to answer, and the event where it is new.
    /// - Throws: What reading the body throws, such as when the sender hangs up.
    public func receive<Body: AsyncSequence>(
        _ head: HTTPRequest,
        body: Body,
        from provider: ProviderID
    ) async throws -> WebhookReply where Body.Element: Collection, Body.Element.Element == UInt8 {
        let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= maximumBodySize else { return refuseLargeBody() }
        var request = WebhookRequest(fields: head.headerFields, body: Data(), target: head.path ?? "")
        do throws(WebhookRefusal) {
            let now = now()
            try passingFirst(of: provider) { verifier throws(WebhookRefusal) in
                if !verifier.scheme.needsBody { _ = try verifier.scheme.proof(of: request, at: now) }
            }
        } catch {
            return refuse(error, of: provider)
        }
        var share = 0
        defer { bodies.giveBack(share) }
        // No more is set aside for what is said to come than for what is likely to.
        request.body.reserveCapacity(min(max(length, 0), WebhookBodies.freeSize))
        for try await piece in body {
            guard piece.count <= maximumBodySize - request.body.count else { return refuseLargeBody() }
            guard bodies.enlarge(&share, to: request.body.count + piece.count) else {
                report("unrecorded", of: provider, .warning, ["error": "Too much is being read at a time."])
                return .unrecorded
            }
            request.body.append(contentsOf: piece)
        }
        return await receive(request, from: provider)
    }

    private func refuse(_ refusal: WebhookRefusal, of provider: ProviderID) -> WebhookReply {
        report("refused", of: provider, .notice, ["code": "\(refusal.code)", "reason": "\(refusal.message)"])
        return .refused(refusal)
    }

    private func refuseLargeBody() -> WebhookReply {
        let refusal = WebhookRefusal(.bodyTooLarge, "The body is larger than \(maximumBodySize) bytes.")
        logger.notice("a webhook delivery was refused", metadata: ["code": "\(refusal.code)"])
        return .tooLarge(refusal)
    }

    private func verify(_ request: WebhookRequest, from provider: ProviderID) throws(WebhookRefusal) -> WebhookEvent {
        let now = now()
        return try passingFirst(of: provider) { verifier throws(WebhookRefusal) in
            try verifier.verify(request, at: now)
        }
    }

    /// What the first of a provider's verifiers that finds no fault comes to; otherwise what the first of all found.
    private func passingFirst<Value>(
        of provider: ProviderID,
        _ check: (WebhookVerifier) throws(WebhookRefusal) -> Value
    ) throws(WebhookRefusal) -> Value {
        var refusal = WebhookRefusal(.unknownProvider, "Nothing is received for the provider the URL names.")
        for (index, verifier) in (verifiers[provider] ?? []).enumerated() {
            do throws(WebhookRefusal) {
                return try check(verifier)
            } catch {
                if index == 0 { refusal = error }
            }
        }
        throw refusal
    }

    /// For how long an event's id is remembered: longer than any verifier takes the delivery again, by so much as the store's
    /// clock may be ahead.
    private func retention(of provider: ProviderID) -> Duration {
        let windows = (verifiers[provider] ?? []).map { $0.scheme.replayWindow + .seconds(60) }
        return max(retention, windows.max() ?? .zero)
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
