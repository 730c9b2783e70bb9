public import Foundation

/// One attempt to deliver a webhook.
public struct WebhookDelivery: Sendable, Hashable, Codable {
    /// Which service sent it.
    public var service: SimulatorService
    /// The job it is about.
    public var jobID: String
    /// Where it was sent.
    public var url: String
    /// The header fields, as sent.
    public var fields: [String: String]
    /// The body, as sent.
    public var body: String
    /// Which attempt this was, from 1.
    public var attempt: Int
    /// The status answered; nil when there was no answer.
    public var status: Int?
    /// When it was sent, by the simulator's clock.
    public var date: Date
}
