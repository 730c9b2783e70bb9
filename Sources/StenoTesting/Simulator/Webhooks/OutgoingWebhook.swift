import Foundation

/// A webhook to deliver: what to send, and when to try again.
struct OutgoingWebhook: Sendable {
    /// How a delivery is made out.
    enum Signing: Sendable {
        case none
        /// A header with a fixed value, chosen by the client.
        case header(name: String, value: String)
        /// `X-PyAI-Signature: t=…,v1=…`
        case pyai(secret: String)
        /// `Wordcab-Signature` and `Wordcab-Timestamp`
        case wordcab(secret: String)
    }

    var service: SimulatorService
    var jobID: String
    var url: URL
    var body: Data
    var signing: Signing
    /// The pauses before the second attempt and all that follow, in simulated time; empty for a single attempt.
    var pauses: [Duration] = []
    /// Whether a status that is no success is a reason to try again.
    var retries: @Sendable (Int) -> Bool = { !(200..<300 ~= $0) }
    /// Hears of the status of every attempt; nil when there was no answer.
    var answered: @Sendable (Int?) -> Void = { _ in }
}
