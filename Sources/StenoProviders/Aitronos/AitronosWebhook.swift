import Foundation
public import Steno

extension Aitronos {
    /// Verifies the deliveries of Aitronos by a token in the URL it calls, because nothing is known of a signature.
    ///
    /// Give the same signer to ``TranscriptionClient``, which signs the URL of every webhook it submits. The token tells
    /// that whoever calls knows the URL, and vouches for nothing in the body: an event counts when the service, asked for
    /// the job, confirms it.
    ///
    /// What a delivery looks like is not documented. It is taken to be an object that names the job, in `transcription_id`
    /// or as another text that begins with `trans_`, at the top or in an object inside; and the event, such as
    /// `transcription.completed` or `completed`, in `event`, `event_type` or `type`.
    public static func webhookVerifier(signer: CallbackSigner) -> WebhookVerifier {
        webhookVerifier(scheme: .callback(signer, for: id))
    }

    /// Reads the deliveries of Aitronos, told from forgeries in another way, such as by a gateway that signs them.
    public static func webhookVerifier(scheme: WebhookScheme) -> WebhookVerifier {
        WebhookVerifier(id, scheme, reading: AitronosDelivery.self) { delivery, proof in
            let told = delivery.event.flatMap {
                JobStatus(toldBy: $0, of: ["", "transcription", "audio.transcription"])
            }
            return WebhookEvent(
                of: delivery.id,
                id,
                status: .delivered(job: delivery.status, event: told),
                type: delivery.event,
                proof: proof
            )
        }
    }
}

/// What is found in a delivery, whose shape is not documented.
private struct AitronosDelivery: JSONReadable {
    /// A text, and how well its place suits it: the lower, the better.
    private struct Find {
        var text: String
        var rank: Int
    }

    private static let depthLimit = 4
    /// The rank of what is kept only for want of something better.
    private static let late = 10

    private var foundID: Find?
    private var foundEvent: Find?
    private var foundStatus: Find?

    var id: String { foundID?.text ?? "" }
    var event: String? { foundEvent?.text }
    var status: JobStatus? { foundStatus.map { AitronosMapping.status($0.text) } }

    init(from json: inout JSONReader) throws {
        try search(&json, depth: 0)
    }

    /// Looks through an object: its own members suit better than those of objects inside it.
    private mutating func search(_ json: inout JSONReader, depth: Int) throws {
        try json.readObject { key, json in
            switch json.peek() {
            case .object:
                if depth < Self.depthLimit { try search(&json, depth: depth + 1) }
            case .string:
                guard let text = json.readText(), !text.isBlank else { return }
                switch key {
                case "transcription_id": Self.keep(text, depth, in: &foundID)
                case "event" where depth < 2: Self.keep(text, 3 * depth, in: &foundEvent)
                case "event_type" where depth < 2: Self.keep(text, 3 * depth + 1, in: &foundEvent)
                case "type" where depth < 2: Self.keep(text, 3 * depth + 2, in: &foundEvent)
                case "status": Self.keep(text, Self.isKnown(text) ? depth : Self.late + depth, in: &foundStatus)
                case _ where text.hasPrefix("trans_"): Self.keep(text, Self.late + depth, in: &foundID)
                default: break
                }
            default: break
            }
        }
    }

    private static func keep(_ text: String, _ rank: Int, in find: inout Find?) {
        if find.map({ rank < $0.rank }) ?? true { find = Find(text: text, rank: rank) }
    }

    /// Whether a text is a state, and not the status of something else.
    private static func isKnown(_ text: String) -> Bool {
        if case .unknown = AitronosMapping.status(text) { false } else { true }
    }
}
