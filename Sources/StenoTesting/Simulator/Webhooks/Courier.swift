import Foundation
import HTTPTypes
import HTTPTypesFoundation
import Logging
import Steno
import Synchronization

/// Delivers webhooks, tries again where the service would, and applies the faults set for them.
final class Courier: Sendable {
    private let agenda: Agenda
    private let faults: FaultList
    private let transport: URLSessionTransport
    private let logger: Logger
    private let journal = Mutex<[WebhookDelivery]>([])
    private let heldBack = Mutex<[SimulatorService: [@Sendable () async -> Void]]>([:])

    init(agenda: Agenda, faults: FaultList, configuration: SimulatorConfiguration) {
        self.agenda = agenda
        self.faults = faults
        transport = URLSessionTransport(idleLimit: configuration.webhookTimeout)
        self.logger = configuration.logger
    }

    /// Every attempt made so far.
    var deliveries: [WebhookDelivery] { journal.withLock { $0 } }

    func clear() {
        journal.withLock { $0 = [] }
        heldBack.withLock { $0 = [:] }
    }

    /// Plans the delivery.
    func deliver(_ webhook: OutgoingWebhook) {
        var copies = 1
        var delay: Duration = .zero
        var isHeldBack = false
        var isWrong = false
        var age: Duration = .zero
        for fault in faults.takeForWebhook(of: webhook.service) {
            switch fault.kind {
            case .lostWebhook: return
            case .duplicateWebhook(let times): copies += max(0, times)
            case .outOfOrderWebhook: isHeldBack = true
            case .lateWebhook(let duration): delay += duration
            case .badSignature: isWrong = true
            case .oldSignature(let duration): age += duration
            default: break
            }
        }
        let send: @Sendable () async -> Void = { [copies, isWrong, age] in
            for _ in 0..<copies { await self.attempt(webhook, number: 1, isWrong: isWrong, age: age) }
        }
        if isHeldBack {
            heldBack.withLock { $0[webhook.service, default: []].append(send) }
            agenda.after(.seconds(60)) {
                for send in self.takeHeldBack(webhook.service) { await send() }
            }
        } else {
            let overtaken = takeHeldBack(webhook.service)
            agenda.after(delay) {
                await send()
                for send in overtaken { await send() }
            }
        }
    }

    private func takeHeldBack(_ service: SimulatorService) -> [@Sendable () async -> Void] {
        heldBack.withLock { $0.removeValue(forKey: service) } ?? []
    }

    private func attempt(_ webhook: OutgoingWebhook, number: Int, isWrong: Bool, age: Duration) async {
        let date = agenda.date
        let signed = date.addingTimeInterval(-(age / .seconds(1)))
        let fields = WebhookSignature.fields(for: webhook, date: signed, isWrong: isWrong)
        let status = await post(webhook, fields)
        let delivery = WebhookDelivery(
            service: webhook.service,
            jobID: webhook.jobID,
            url: webhook.url.absoluteString,
            fields: fields,
            body: String(decoding: webhook.body, as: UTF8.self),
            attempt: number,
            status: status,
            date: date
        )
        journal.withLock { $0.append(delivery) }
        let outcome = status.map(String.init) ?? "no answer"
        logger.info("webhook of \(webhook.service.rawValue) for \(webhook.jobID), attempt \(number): \(outcome)")
        webhook.answered(status)
        guard number <= webhook.pauses.count, status.map(webhook.retries) ?? true else { return }
        agenda.after(webhook.pauses[number - 1]) {
            await self.attempt(webhook, number: number + 1, isWrong: isWrong, age: age)
        }
    }

    /// Posts a delivery; follows no redirect.
    ///
    /// - Returns: the status, or nil when there was no answer.
    private func post(_ webhook: OutgoingWebhook, _ fields: [String: String]) async -> Int? {
        var request = HTTPRequest(method: .post, url: webhook.url)
        for case (let name?, let value) in fields.map({ (HTTPField.Name($0.key), $0.value) }) {
            request.headerFields[name] = value
        }
        return try? await transport.send(request, body: .data(webhook.body)).head.status.code
    }
}
