/// What became of one request of a batch.
public struct BatchResult: Sendable {
    /// The request's place in the sequence, from 0.
    public var index: Int
    /// The request.
    public var request: TranscriptionRequest
    /// The last snapshot of its job, where one was made.
    public var job: TranscriptionJob?
    /// The transcript, or why there is none.
    public var outcome: Result<Transcript, TranscriptionError>
    /// How far the batch was when this result was handed out.
    public var progress: BatchProgress

    /// The transcript.
    ///
    /// - Throws: ``TranscriptionError``: why there is none.
    public var transcript: Transcript {
        get throws { try outcome.get() }
    }
}

extension BatchResult {
    /// The length of the audio in seconds, where it is known.
    var audioDuration: Double {
        guard case .success(let transcript) = outcome else { return 0 }
        return [job?.audioDuration, transcript.duration].lazy.compactMap(\.self).first(where: \.isLength) ?? 0
    }
}
