import Foundation

extension WebhookVerifier {
    /// Verifies deliveries signed by Standard Webhooks whose body has the form the standard recommends: `type`, `timestamp`
    /// and `data`.
    ///
    /// Deliveries of ``WebhookSender`` are such, and so are those of Steno's local provider: `data` is the job, and so the
    /// event holds it. Of anyone else's, it is enough that `data` has the job's id, as `job_id`, `jobId`,
    /// `transcription_id`, `transcript_id` or `id`; the status is `data.status`, otherwise what the type ends with, such as
    /// `completed` in `transcription.completed`.
    ///
    /// - Parameters:
    ///   - provider: Whose deliveries these are. The event and its job are this provider's, whatever the body says.
    ///   - secrets: The secrets, any of which may have been used; with none, every delivery is refused.
    ///   - tolerance: How old, and how far in the future, a delivery may have been signed.
    /// - Returns: The verifier.
    public static func standard(
        provider: ProviderID,
        secrets: [Secret],
        tolerance: Duration = .seconds(300)
    ) -> Self {
        Self(provider: provider, scheme: .standard(secrets: secrets, tolerance: tolerance)) {
            body,
            proof throws(WebhookRefusal) in
            guard let message = try? JSONDecoder.steno.decode(StandardMessage.self, from: body) else {
                throw WebhookRefusal(.malformedBody, "The body is not a JSON object with a `data` object in it.")
            }
            return try message.event(of: provider, proof)
        }
    }
}

/// The form of body that Standard Webhooks recommends, as far as it is about a job.
private struct StandardMessage: Decodable {
    private enum Member: String, CodingKey {
        case type, data
    }

    private enum DataMember: String, CodingKey, CaseIterable {
        case jobID = "job_id"
        case camelJobID = "jobId"
        case transcriptionID = "transcription_id"
        case transcriptID = "transcript_id"
        case id
        case status
    }

    private let type: String?
    private let id: String?
    private let status: String?
    private let job: TranscriptionJob?

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        let data = try members.nestedContainer(keyedBy: DataMember.self, forKey: .data)
        type = try? members.decode(String.self, forKey: .type)
        status = try? data.decode(String.self, forKey: .status)
        id = DataMember.allCases.lazy.filter { $0 != .status }.compactMap { key in
            (try? data.decode(String.self, forKey: key)) ?? (try? data.decode(Int.self, forKey: key)).map { String($0) }
        }.first { !$0.isEmpty }
        job = try? members.decode(TranscriptionJob.self, forKey: .data)
    }

    func event(of provider: ProviderID, _ proof: WebhookProof) throws(WebhookRefusal) -> WebhookEvent {
        guard let id else { throw WebhookRefusal(.malformedBody, "The body's `data` has no job's id.") }
        var job = job?.id.rawValue == id ? job : nil
        job?.provider = provider
        return WebhookEvent(
            id: proof.deliveryID ?? "\(id):\(type ?? "")",
            provider: provider,
            jobID: JobID(rawValue: id),
            status: job?.status ?? status.map(Self.status) ?? type.flatMap(Self.statusEnding),
            type: type,
            proof: proof,
            job: job
        )
    }

    private static func status(_ name: String) -> JobStatus {
        name == "canceled" ? .cancelled : JobStatus(rawValue: name)
    }

    /// The status that a type such as `transcription.completed` ends with, where it is one that is known.
    private static func statusEnding(_ type: String) -> JobStatus? {
        let status = status(String(type.split(separator: ".").last ?? ""))
        if case .unknown = status { return nil }
        return status
    }
}
