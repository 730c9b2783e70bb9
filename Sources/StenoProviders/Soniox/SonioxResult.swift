import HTTPTypes
public import Steno

/// Everything Soniox tells of a completed job.
public struct SonioxResult: Sendable, Hashable {
    /// The job.
    public var job: TranscriptionJob
    /// The transcript in the form all services share.
    public var transcript: Transcript
    /// The transcript as Soniox gives it, with its tokens.
    public var tokens: SonioxTranscript
    /// The payload of the transcript, as received.
    public var raw: RawPayload
}

extension Soniox {
    /// The transcript of a completed job, with its tokens.
    ///
    /// When it was read, what ``SonioxConfiguration/cleanup`` asks for is deleted.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` while the job is not completed, or the job's own failure.
    public func result(_ id: JobID) async throws -> SonioxResult {
        let job = try await fetch(id)
        if job.status == .failed { await cleanUp(job, after: .failed) }
        try job.requireCompleted()
        let answer = try await transcriptAnswer(of: job)
        let tokens = try answer.read(SonioxTranscript.self, of: self.id)
        let transcript = tokens.transcript(duration: job.audioDuration, segmentation: configuration.segmentation)
        await cleanUp(job, after: .completed)
        return SonioxResult(job: job, transcript: transcript, tokens: tokens, raw: RawPayload(answer.body))
    }

    /// Asks for the transcript of a job that is completed.
    ///
    /// For a moment after that, Soniox may still say that the job is in no state to have one, so it is asked again a few
    /// times within 4 seconds.
    private func transcriptAnswer(of job: TranscriptionJob) async throws -> HTTPAnswer {
        let path = try HTTPPath("/v1/transcriptions").appending(id: job.id.rawValue, of: self.id).appending(
            "/transcript"
        )
        var delays: [Duration] = [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2)]
        while true {
            do {
                return try await http.send(HTTPCall(.get, path, operation: "transcript"))
            } catch var error as TranscriptionError where error.code == .invalidState {
                guard !delays.isEmpty else {
                    error.job = job
                    error.isRetryable = true
                    throw error
                }
                try await configuration.clock.sleep(for: delays.removeFirst())
            }
        }
    }
}
