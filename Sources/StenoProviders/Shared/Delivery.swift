import Foundation
import Steno

extension WebhookVerifier {
    /// A verifier of a service whose deliveries are JSON.
    ///
    /// - Parameters:
    ///   - provider: Whose deliveries these are.
    ///   - scheme: How they are told from forgeries.
    ///   - delivery: The shape of a body.
    ///   - event: What a body says. An id that is missing is empty here, and refused afterwards.
    init<Delivery: JSONReadable & Sendable>(
        _ provider: ProviderID,
        _ scheme: WebhookScheme,
        reading delivery: Delivery.Type,
        as event: @escaping @Sendable (Delivery, WebhookProof) -> WebhookEvent
    ) {
        self.init(provider: provider, scheme: scheme) { body, proof throws(WebhookRefusal) in
            event(try Self.read(delivery, from: body, of: provider), proof)
        }
    }

    private static func read<Delivery: JSONReadable>(
        _ delivery: Delivery.Type,
        from body: Data,
        of provider: ProviderID
    ) throws(WebhookRefusal) -> Delivery {
        do {
            return try JSONReader.read(delivery, from: body)
        } catch {
            // Not the way to the place, which is made of names out of the body.
            let reason = (error as? JSONReadingError).map { "\($0.problem), byte \($0.offset)" } ?? "it cannot be read"
            throw WebhookRefusal(.malformedBody, "The delivery is not one of \(provider): \(reason).")
        }
    }
}

extension WebhookEvent {
    /// An event of a service that gives events no ids: it is told by its job and what is said of it.
    ///
    /// - Parameters:
    ///   - jobID: The job.
    ///   - provider: Whose job it is.
    ///   - status: What is said of its state.
    ///   - type: The service's own name for what happened, which tells events apart that say nothing of the state.
    ///   - proof: How the delivery was told from a forgery.
    ///   - job: The whole job, where the delivery holds it and is signed.
    init(
        of jobID: String,
        _ provider: ProviderID,
        status: JobStatus?,
        type: String? = nil,
        proof: WebhookProof,
        job: TranscriptionJob? = nil
    ) {
        self.init(
            id: status.map { "\(jobID):\($0)" } ?? "\(jobID)::\(type ?? "")",
            provider: provider,
            jobID: JobID(rawValue: jobID),
            status: status,
            type: type,
            proof: proof,
            job: job
        )
    }
}

extension JobStatus {
    /// The state that an event's name tells with its last word, as `transcript.completed` does; nil where it tells none.
    ///
    /// - Parameters:
    ///   - event: The event's name.
    ///   - subjects: What comes before the last word where the event is about a job's state, empty where nothing may; after
    ///     anything else the word may be said of something else.
    init?(toldBy event: String, of subjects: Set<String>) {
        let words = event.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard subjects.contains(words.dropLast().joined(separator: ".")) else { return nil }
        switch words.last ?? "" {
        case "queued": self = .queued
        case "processing", "running": self = .running
        case "completed": self = .completed
        case "failed", "error": self = .failed
        case "cancelled", "canceled": self = .cancelled
        default: return nil
        }
    }
}

extension JobStatus {
    /// The state that a delivery tells: that of the job in it where it has ended, otherwise what the event's name says, and
    /// otherwise that of the job again.
    static func delivered(job: JobStatus?, event: JobStatus?) -> JobStatus? {
        if let job, job.isTerminal { return job }
        return event ?? (job == .unknown("") ? nil : job)
    }
}
