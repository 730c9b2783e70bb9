import Foundation

/// What a delivery of ``WebhookSender`` says of a job's end.
package enum WebhookMessage {
    private struct Form: Encodable {
        let type: String
        let timestamp: Date?
        let data: TranscriptionJob
    }

    /// The names of all events there are.
    package static let types: Set<String> = Set([JobStatus.completed, .failed, .cancelled].map(eventType))

    /// The name of the event that a job has ended so.
    package static func eventType(_ status: JobStatus) -> String { "transcription.\(status)" }

    /// The body: the job in its JSON form, as much of it as there is room for.
    ///
    /// - Parameters:
    ///   - job: A job that has ended.
    ///   - limit: The most bytes. Where there are more, the transcript and the raw payload are left out, with a warning in
    ///     their place; where there still are more, all but id, provider, status and time.
    /// - Returns: The body.
    /// - Throws: `EncodingError`, of which nothing is left that could cause it.
    static func body(for job: TranscriptionJob, limit: Int) throws -> Data {
        var brief = job
        brief.transcript = nil
        brief.raw = nil
        brief.warnings.append(
            JobWarning(message: "The transcript was left out, as the delivery would be too large; ask for it.")
        )
        let briefest = TranscriptionJob(
            id: job.id,
            provider: job.provider,
            status: job.status,
            finishedAt: job.finishedAt
        )
        // A number that JSON cannot hold is a reason to leave the transcript out, and none to be silent.
        for form in [job, brief] {
            let body = try? encoded(form)
            if let body, body.count <= limit { return body }
        }
        return try encoded(briefest)
    }

    private static func encoded(_ job: TranscriptionJob) throws -> Data {
        try JSONEncoder.steno.encode(
            Form(type: eventType(job.status), timestamp: job.finishedAt, data: job)
        )
    }
}
