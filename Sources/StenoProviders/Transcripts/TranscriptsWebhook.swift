import Foundation
import HTTPTypes

extension Transcripts {
    private static let signatureHeader = "Wordcab-Signature"
    private static let timestampHeader = "Wordcab-Timestamp"

    /// Verifies deliveries with ``TranscriptsConfiguration/webhookSecret``; without it every delivery is refused.
    public var webhookVerifier: WebhookVerifier {
        Self.webhookVerifier(
            secrets: [configuration.webhookSecret].compactMap(\.self),
            clientReferenceKey: configuration.clientReferenceKey
        )
    }

    /// Verifies the deliveries of Transcripts, which are signed in the headers `Wordcab-Signature` and `Wordcab-Timestamp`.
    ///
    /// Documented is that deliveries to endpoints of the account are signed, with the endpoint's
    /// ``TranscriptsWebhookEndpoint/secret``. Whether those to a job's own ``TranscriptionRequest/webhook`` are, and with
    /// which secret, is not: where they turn out not to be, use an endpoint of the account, or sign the URL with a
    /// ``CallbackSigner`` and verify with ``webhookVerifier(scheme:clientReferenceKey:)`` and ``WebhookScheme/callback(_:for:)``.
    ///
    /// An event is about a transcript where its `data` has a `transcript_id` or is a transcript; the event holds the job
    /// where it is a whole one that has ended. Other events of an account are refused as `malformedBody`: subscribe the
    /// endpoint to those of transcripts alone.
    ///
    /// - Parameters:
    ///   - secrets: The secrets, taken literally with their `whsec_`: those of all endpoints that lead here.
    ///   - tolerance: How far the time of signing may be off, both ways.
    ///   - clientReferenceKey: As ``TranscriptsConfiguration/clientReferenceKey``.
    /// - Returns: The verifier; with no secret it refuses every delivery.
    public static func webhookVerifier(
        secrets: [Secret],
        tolerance: Duration = .seconds(300),
        clientReferenceKey: String = TranscriptsConfiguration().clientReferenceKey
    ) -> WebhookVerifier {
        let scheme = WebhookScheme.timestamped(
            signatureHeader: signatureHeader,
            timestampHeader: timestampHeader,
            secrets: secrets,
            tolerance: tolerance
        )
        return webhookVerifier(scheme: scheme, clientReferenceKey: clientReferenceKey)
    }

    /// The header fields that Transcripts signs a body with.
    ///
    /// - Throws: What ``WebhookSigner/timestamped(signatureHeader:timestampHeader:body:secret:now:)`` throws.
    static func webhookFields(of body: Data, secret: Secret, now: Date) throws -> HTTPFields {
        try WebhookSigner.timestamped(
            signatureHeader: signatureHeader,
            timestampHeader: timestampHeader,
            body: body,
            secret: secret,
            now: now
        )
    }

    /// Reads the deliveries of Transcripts, told from forgeries in another way, such as by a token in the URL.
    ///
    /// An event holds a job only where the scheme proves a signature.
    public static func webhookVerifier(
        scheme: WebhookScheme,
        clientReferenceKey: String = TranscriptsConfiguration().clientReferenceKey
    ) -> WebhookVerifier {
        WebhookVerifier(id, scheme, reading: TranscriptsDelivery.self) { delivery, proof in
            let transcript = delivery.transcript
            let isWhole = proof.kind == .signature && transcript?.value.isWhole == true
            return WebhookEvent(
                id: delivery.id,
                provider: id,
                jobID: JobID(rawValue: delivery.transcriptID),
                status: .delivered(
                    job: transcript.map { JobStatus(transcripts: $0.value.status, isNew: false) },
                    event: JobStatus(toldBy: delivery.type, of: ["transcript"])
                ),
                type: delivery.type,
                proof: proof,
                job: isWhole
                    ? transcript.map {
                        TranscriptionJob($0.value, payload: $0.bytes, clientReferenceKey: clientReferenceKey)
                    } : nil
            )
        }
    }
}

/// The body of a delivery: the envelope, of which `id`, `type` and `data` count.
private struct TranscriptsDelivery: JSONReadable {
    var id = ""
    var type = ""
    private var data = TranscriptsDeliveryData()
    private var bytes = Data()

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "id": id = try json.readString() ?? ""
            case "type": type = try json.readString() ?? ""
            case "data":
                let read = try json.readKeepingBytes(TranscriptsDeliveryData.self)
                (data, bytes) = (read.value, read.bytes)
            default: break
            }
        }
        if type.isEmpty { throw json.missing("type") }
    }

    /// The transcript's id; empty where the event is about something else.
    var transcriptID: String {
        data.transcriptID ?? data.nested?.value.id ?? (isTranscript ? data.id : nil) ?? ""
    }

    /// The transcript, where it is here and the one the event is about.
    var transcript: (value: TranscriptsTranscript, bytes: Data)? {
        if let nested = data.nested { return nested.value.id == transcriptID ? nested : nil }
        guard isTranscript, data.id == transcriptID else { return nil }
        return (try? JSONReader.read(TranscriptsTranscript.self, from: bytes)).map { ($0, bytes) }
    }

    /// Whether `data` itself is a transcript, and not a call or something else with an id.
    private var isTranscript: Bool {
        data.object.map { $0 == "transcript" } ?? type.hasPrefix("transcript.")
    }
}

/// What `data` of a delivery may hold; for a transcript's events that is not documented.
private struct TranscriptsDeliveryData: JSONReadable {
    var transcriptID: String?
    var id: String?
    var object: String?
    var nested: (value: TranscriptsTranscript, bytes: Data)?

    init() {}

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "transcript_id": transcriptID = json.readText()
            case "id": id = json.readText()
            case "transcript" where json.peek() == .object, "object" where json.peek() == .object:
                nested = try? json.readKeepingBytes(TranscriptsTranscript.self)
            case "object": object = json.readText()
            default: break
            }
        }
    }
}

extension TranscriptsTranscript {
    /// Whether asking for the transcript could tell nothing more: it is the service's own object, it has ended, and its
    /// text or its failure is here.
    fileprivate var isWhole: Bool {
        guard object == "transcript" else { return false }
        switch JobStatus(transcripts: status, isNew: false) {
        case .completed: return text != nil
        case .failed: return error?.isEmpty == false
        case .cancelled: return true
        case .queued, .running, .unknown: return false
        }
    }
}
