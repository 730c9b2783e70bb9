import Foundation
import Steno
import Testing

@Suite struct TranscriptionErrorTests {
    @Test func `it tells what is known`() {
        let error = TranscriptionError(
            .rateLimited,
            "Too many requests.",
            provider: "scripted",
            job: TranscriptionJob(id: "1", provider: "scripted", status: .unknown("paused")),
            httpStatus: 429,
            providerCode: "slow_down",
            requestID: "r1",
            isRetryable: true
        )
        #expect(
            error.description
                == "Too many requests. [rateLimited; provider scripted; job 1, paused; HTTP 429; slow_down; request r1]"
        )
        #expect(error.localizedDescription == "Too many requests.")
    }

    @Test func `a job's end becomes an error`() {
        var job = TranscriptionJob(id: "1", provider: "scripted", status: .failed)
        #expect(TranscriptionError(endOf: job).code == .providerFailure)
        job.failure = JobFailure(code: .invalidAudio, message: "No audio.", providerCode: "bad_media")
        let error = TranscriptionError(endOf: job)
        #expect(error.code == .invalidAudio)
        #expect(error.message == "No audio.")
        #expect(error.providerCode == "bad_media")
        #expect(error.job == job)
        job.status = .cancelled
        #expect(TranscriptionError(endOf: job).code == .cancelled)
    }
}
