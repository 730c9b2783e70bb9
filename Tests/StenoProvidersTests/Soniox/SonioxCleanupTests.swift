import Foundation
import Steno
import StenoTestSupport
import Testing

@testable import StenoProviders

@Suite("Soniox: cleaning up")
struct SonioxCleanupTests {
    private static let get = "GET \(SonioxHarness.jobPath)"
    private static let transcript = "GET \(SonioxHarness.jobPath)/transcript"
    private static let deleteJob = "DELETE \(SonioxHarness.jobPath)"
    private static let deleteFile = "DELETE \(SonioxHarness.filePath)"

    private func harness(
        _ job: String,
        deletions: [ScriptedTransport.Answer] = [.gone],
        _ cleanup: SonioxCleanup
    ) throws -> SonioxHarness {
        SonioxHarness([
            Self.get: [try .soniox(job)], Self.transcript: [try .soniox("transcript.json")], Self.deleteJob: deletions,
            Self.deleteFile: [.gone],
        ]) { $0.cleanup = cleanup }
    }

    @Test("Nothing is deleted unless asked for")
    func standard() async throws {
        let harness = try harness("transcription-completed-file.json", .none)
        _ = try await harness.soniox.transcript(SonioxHarness.jobID)
        #expect(harness.calls == [Self.get, Self.transcript])
        #expect(SonioxConfiguration().cleanup == .none)
    }

    @Test(
        "After the result was read",
        arguments: [
            (SonioxCleanup.everything, [deleteJob, deleteFile]), (.files, [deleteFile]),
            (.init(deletesTranscription: true, deletesFile: false), [deleteJob]),
            (.init(deletesTranscription: true, deletesFile: true, after: [.failed]), []),
        ]
    )
    func completed(cleanup: SonioxCleanup, deletions: [String]) async throws {
        let harness = try harness("transcription-completed-file.json", cleanup)
        #expect(try await harness.soniox.transcript(SonioxHarness.jobID).text == "Hello")
        #expect(harness.calls == [Self.get, Self.transcript] + deletions)
    }

    @Test("Audio given by a URL has no file to delete")
    func noFile() async throws {
        let harness = try harness("transcription-completed.json", .everything)
        _ = try await harness.soniox.transcript(SonioxHarness.jobID)
        #expect(harness.calls.last == Self.deleteJob)
    }

    @Test("After a failure, however it is seen")
    func failed() async throws {
        let seen = try harness("transcription-error.json", .everything)
        #expect(try await seen.soniox.job(SonioxHarness.jobID).status == .failed)
        #expect(seen.calls == [Self.get, Self.deleteJob, Self.deleteFile])
        let thrown = try harness("transcription-error.json", .everything)
        #expect(await failure { try await thrown.soniox.transcript(SonioxHarness.jobID) }?.code == .invalidAudio)
        #expect(thrown.calls == [Self.get, Self.deleteJob, Self.deleteFile])
        let kept = try harness(
            "transcription-error.json",
            .init(deletesTranscription: true, deletesFile: true, after: [.completed])
        )
        _ = try await kept.soniox.job(SonioxHarness.jobID)
        #expect(kept.calls == [Self.get])
    }

    @Test("A result is not lost when deleting fails")
    func deletionFails() async throws {
        let harness = try harness(
            "transcription-completed-file.json",
            deletions: [try .soniox("error-500-internal-error.json")],
            .everything
        )
        #expect(try await harness.soniox.transcript(SonioxHarness.jobID).text == "Hello")
        #expect(harness.calls.contains(Self.deleteFile))
    }

    @Test("A cancelled job's file is deleted at once, and the job as soon as Soniox lets it")
    func cancelled() async throws {
        let refused = try ScriptedTransport.Answer.soniox("error-409-transcription-processing.json")
        let harness = try harness(
            "transcription-processing-file.json",
            deletions: [refused, refused, .gone],
            .everything
        )
        #expect(try await harness.soniox.cancel(SonioxHarness.jobID).status == .cancelled)
        #expect(harness.calls == [Self.get, Self.deleteFile, Self.deleteJob, Self.deleteJob, Self.deleteJob])
        #expect(harness.clock.pauses == [.seconds(1), .seconds(2)])
    }

    @Test("The patience with a job that goes on has an end")
    func patience() async throws {
        var cleanup = SonioxCleanup.everything
        cleanup.patience = .seconds(4)
        let harness = try harness(
            "transcription-processing-file.json",
            deletions: [try .soniox("error-409-transcription-processing.json")],
            cleanup
        )
        #expect(await failure { try await harness.soniox.cancel(SonioxHarness.jobID) }?.code == .invalidState)
        #expect(harness.clock.pauses == [.seconds(1), .seconds(2), .seconds(1)])
    }

    @Test("A file uploaded for a job that is then refused is deleted again")
    func refusedCreation() async throws {
        let harness = SonioxHarness([
            "POST /v1/files": [try .soniox("file.json", status: 201)],
            "POST /v1/transcriptions": [try .soniox("error-400-invalid-request.json")], Self.deleteFile: [.gone],
        ])
        let error = await failure { try await harness.soniox.submit(.init(audio: SonioxHarness.audio)) }
        #expect(error?.code == .invalidRequest)
        #expect(harness.calls == ["POST /v1/files", "POST /v1/transcriptions", Self.deleteFile])
    }

    @Test("The file of a job that may exist is kept")
    func lostCreation() async throws {
        let harness = SonioxHarness([
            "POST /v1/files": [try .soniox("file.json", status: 201)],
            "POST /v1/transcriptions": [try .soniox("truncated.json.txt", status: 201)],
        ])
        let error = await failure { try await harness.soniox.submit(.init(audio: SonioxHarness.audio)) }
        #expect(error?.code == .jobMayExist)
        #expect(harness.calls == ["POST /v1/files", "POST /v1/transcriptions"])
    }

    @Test("A caller that gives up while a job is created leaves it its file, unless the policy covers that")
    func callerCancelled() async throws {
        for (cleanup, deletions) in [(SonioxCleanup.none, []), (.files, [Self.deleteFile])] {
            let harness = SonioxHarness([
                "POST /v1/files": [try .soniox("file.json", status: 201)], "POST /v1/transcriptions": [.hang],
                Self.deleteFile: [.gone],
            ]) { $0.cleanup = cleanup }
            let submitting = Task { try await harness.soniox.submit(.init(audio: SonioxHarness.audio)) }
            await harness.transport.untilSent(2)
            submitting.cancel()
            let error = await failure { try await submitting.value }
            #expect(error?.code == .jobMayExist)
            #expect(harness.calls == ["POST /v1/files", "POST /v1/transcriptions"] + deletions)
        }
    }

    @Test("What is to be deleted is deleted though the caller gave up meanwhile")
    func cancelledWhileDeleting() async throws {
        let harness = try harness("transcription-completed-file.json", .everything)
        let job = try await harness.soniox.fetch(SonioxHarness.jobID)
        let deleting = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await harness.soniox.cleanUp(job, after: .completed)
        }
        await deleting.value
        #expect(harness.calls == [Self.get, Self.deleteJob, Self.deleteFile])
    }
}
