import Foundation
public import Steno

extension SpeechIsCheap {
    /// Verifies the deliveries of SpeechIsCheap by a token in the URL it calls, because it signs nothing.
    ///
    /// Give the same signer to ``TranscriptionClient``, which signs the URL of every webhook it submits. The token tells
    /// that whoever calls knows the URL, and vouches for nothing in the body. So though a delivery has the whole job, the
    /// event holds no more than its id and its state, and counts when the service, asked for the job, confirms it.
    ///
    /// Each delivery is tried once; one that is lost never comes.
    public static func webhookVerifier(signer: CallbackSigner) -> WebhookVerifier {
        webhookVerifier(scheme: .callback(signer, for: id))
    }

    /// Reads the deliveries of SpeechIsCheap, told from forgeries in another way, such as by a gateway that signs them.
    public static func webhookVerifier(scheme: WebhookScheme) -> WebhookVerifier {
        WebhookVerifier(id, scheme, reading: SpeechIsCheapDelivery.self) { delivery, proof in
            let status = delivery.status.map { SpeechIsCheapMapping.status($0) }
            return WebhookEvent(of: delivery.id, id, status: status, proof: proof)
        }
    }
}

/// What is read of a delivery, whose body is that of the job: not its `output`, for which nothing vouches.
private struct SpeechIsCheapDelivery: JSONReadable {
    var id = ""
    var status: String?

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "id": id = try json.readString() ?? ""
            case "status": status = json.readText()
            default: break
            }
        }
    }
}
