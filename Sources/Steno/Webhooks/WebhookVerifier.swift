public import Foundation

/// Tells genuine deliveries of one provider from forged ones, and reads what they say.
///
/// Each provider in `StenoProviders` makes its own; ``WebhookScheme`` and this type are enough for someone else's.
public struct WebhookVerifier: Sendable {
    /// Reads a body that is known to be genuine as far as the proof goes.
    ///
    /// The event's proof is the one given, whatever is made of it here. Where that is no signature, the id is made anew (see
    /// ``WebhookEvent/id``) and the job left out.
    public typealias Reading = @Sendable (_ body: Data, _ proof: WebhookProof) throws(WebhookRefusal) -> WebhookEvent

    /// Whose deliveries these are.
    public let provider: ProviderID
    /// How they are told from forgeries.
    public let scheme: WebhookScheme

    private let read: Reading

    /// Describes how a provider's deliveries are verified and read.
    ///
    /// - Parameters:
    ///   - provider: Whose deliveries these are.
    ///   - scheme: How they are told from forgeries.
    ///   - read: Reads the body; called only after the scheme has found the delivery genuine.
    public init(provider: ProviderID, scheme: WebhookScheme, read: @escaping Reading) {
        self.provider = provider
        self.scheme = scheme
        self.read = read
    }

    /// Verifies a delivery, then reads it.
    ///
    /// Whether it was delivered before is not known here; ``WebhookReceiver`` sees to that.
    ///
    /// - Parameters:
    ///   - request: The delivery as it came.
    ///   - now: When it came.
    /// - Returns: What it says.
    /// - Throws: ``WebhookRefusal``: `malformedBody` also where the event or its job has no id, or one that holds control
    ///   characters, or where one of their names is longer than 1024 bytes.
    public func verify(_ request: WebhookRequest, at now: Date = Date()) throws(WebhookRefusal) -> WebhookEvent {
        let proof = try scheme.proof(of: request, at: now)
        var event = try read(request.body, proof)
        guard [event.id, event.jobID.rawValue].allSatisfy(\.isDeliveredName), event.type?.isTooLong != true else {
            throw WebhookRefusal(
                .malformedBody,
                "The delivery of \(provider) names no job, the event has no id, or one of their names is too long."
            )
        }
        guard event.id.isOneLine, event.jobID.rawValue.isOneLine else {
            throw WebhookRefusal(.malformedBody, "The id of the job, or of the event, holds control characters.")
        }
        event.proof = proof
        if !proof.vouchesForBody {
            event.id = event.unvouchedID
            event.job = nil
        }
        return event
    }
}

extension String {
    /// Whether this is an id to be kept: neither blank nor longer than any service makes them.
    fileprivate var isDeliveredName: Bool { !allSatisfy(\.isWhitespace) && !isTooLong }

    fileprivate var isTooLong: Bool { utf8.count > 1024 }

    /// Whether this can stand in a log without being taken for something else: it ends no line, and has nothing in it that
    /// controls a terminal or turns the direction of writing.
    fileprivate var isOneLine: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }
}
