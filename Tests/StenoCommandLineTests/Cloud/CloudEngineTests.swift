import Foundation
import Steno
import StenoTestSupport
import Testing

@testable import StenoCommandLine

@Suite struct CloudEngineTests {
    private let audio = OpenInput(.audio(.file(URL(filePath: "/a.mp3"))))

    private func job(_ status: JobStatus, _ write: (inout TranscriptionJob) -> Void = { _ in }) -> TranscriptionJob {
        var job = TranscriptionJob(id: "7f3c", provider: "scripted", status: status)
        write(&job)
        return job
    }

    private func engine(
        _ provider: any TranscriptionProvider,
        files: Int = 1,
        deletesJobs: Bool = false,
        translates: Bool = false
    ) -> CloudEngine {
        CloudEngine(
            client: TranscriptionClient(provider: provider, pollPolicy: PollPolicy(deadline: .zero)),
            request: { audio in
                TranscriptionRequest(audio: audio, options: .init(translation: translates ? .oneWay(to: "en") : nil))
            },
            deletesJobs: deletesJobs,
            filesInHand: 4,
            progress: CloudProgress(files: Array(repeating: "a.mp3", count: files)),
            console: Console(isQuiet: true, showsProgress: false)
        )
    }

    private func error(of result: FileResult?) -> TranscriptionError? {
        guard case .failure(let error)? = result?.result else { return nil }
        return error as? TranscriptionError
    }

    @Test func takesTheTranscriptThatComesWithTheJob() async throws {
        let done = job(.completed) {
            $0.transcript = Transcript(text: "Hello")
            $0.audioDuration = 2.5
            $0.warnings = [JobWarning(message: "Left out.")]
        }
        let provider = ScriptedProvider { $0.submit = [.value(done)] }
        let result = try #require(await engine(provider).transcribe(audio, at: 0))
        #expect(try result.result.get().text == "Hello")
        #expect(result.audioSeconds == 2.5)
        #expect(result.warnings == ["Left out."])
        #expect(result.job == RemoteJob(provider: "scripted", id: "7f3c", status: .completed))
        #expect(provider.calls == [.submit])
    }

    @Test func fetchesTheTranscriptThatDoesNot() async throws {
        let provider = ScriptedProvider {
            $0.submit = [.value(job(.completed))]
            $0.job = [.value(job(.completed))]
            $0.transcript = [.value(Transcript(text: "Hello", duration: 3))]
        }
        let result = try #require(await engine(provider, translates: true).transcribe(audio, at: 0))
        #expect(try result.result.get().text == "Hello")
        #expect(result.audioSeconds == 3)
        #expect(result.showsTranslation)
    }

    @Test func takesUpAJobByItsId() async throws {
        let provider = ScriptedProvider { $0.job = [.value(job(.completed) { $0.transcript = Transcript(text: "x") })] }
        let result = try #require(await engine(provider).transcribe(OpenInput(.job("7f3c")), at: 0))
        #expect(try result.result.get().text == "x")
        #expect(provider.calls == [.job])
    }

    @Test func tellsHowToTakeUpAJobThatTheWaitWasTooShortFor() async throws {
        let provider = ScriptedProvider { $0.submit = [.value(job(.running))] }
        let result = try #require(await engine(provider).transcribe(audio, at: 0))
        #expect(error(of: result)?.code == .waitTimedOut)
        #expect(result.job?.comeback == "steno jobs wait --provider scripted 7f3c")
        #expect(!result.isInterrupted)
    }

    @Test func tellsNothingOfTakingUpAJobThatFailed() async throws {
        let failed = job(.failed) { $0.failure = JobFailure(code: .invalidAudio, message: "No audio.") }
        let provider = ScriptedProvider { $0.submit = [.value(failed)] }
        let result = try #require(await engine(provider).transcribe(audio, at: 0))
        #expect(error(of: result)?.message == "No audio.")
        #expect(result.job?.status == .failed)
        #expect(result.job?.comeback == nil)
    }

    @Test func tellsHowToTakeUpAJobWhoseTranscriptCouldNotBeRead() async throws {
        let provider = ScriptedProvider {
            $0.submit = [.value(job(.completed))]
            $0.job = [.error(TranscriptionError(.connection, "Gone."))]
        }
        let result = try #require(await engine(provider).transcribe(audio, at: 0))
        #expect(error(of: result)?.code == .connection)
        #expect(result.job?.comeback != nil)
    }

    @Test func tellsNothingOfTakingUpAJobThatIsNotThere() async throws {
        let provider = ScriptedProvider { $0.job = [.error(TranscriptionError(.notFound, "No such job."))] }
        let result = try #require(await engine(provider).transcribe(OpenInput(.job("7f3c")), at: 0))
        #expect(result.job == nil)
        #expect(error(of: result)?.code == .notFound)
    }

    @Test func tellsHowToLookForAJobThatMayExist() async throws {
        let lost = ScriptedProvider.Answer<TranscriptionJob>.error(TranscriptionError(.jobMayExist, "Lost."))
        let lists = ScriptedProvider { $0.submit = [lost] }
        let told = error(of: await engine(lists).transcribe(audio, at: 0))
        #expect(told?.message == "Lost. Look for it with: steno jobs list --provider scripted")
        var capabilities = Capabilities.everything
        capabilities.operations[.list] = nil
        let doesNot = ScriptedProvider(capabilities: capabilities) { $0.submit = [lost] }
        #expect(error(of: await engine(doesNot).transcribe(audio, at: 0))?.message == "Lost.")
    }

    @Test func keepsTheIdOfAJobWhoseWaitIsInterrupted() async throws {
        let provider = ScriptedProvider {
            $0.submit = [.value(job(.running))]
            $0.updates = [.hang]
        }
        let client = TranscriptionClient(provider: provider)
        let engine = CloudEngine(
            client: client,
            request: { TranscriptionRequest(audio: $0) },
            deletesJobs: true,
            filesInHand: 1,
            progress: CloudProgress(files: ["a.mp3"]),
            console: Console(isQuiet: true, showsProgress: false)
        )
        let working = Task { await engine.transcribe(audio, at: 0) }
        await provider.untilCalled(.updates)
        working.cancel()
        let result = try #require(await working.value)
        #expect(result.isInterrupted)
        #expect(error(of: result)?.code == .cancelled)
        #expect(error(of: result)?.message == "The wait was interrupted; the job 7f3c goes on at scripted.")
        #expect(result.job?.comeback == "steno jobs wait --provider scripted 7f3c")
        await engine.settle(result)
        #expect(provider.count(.delete) == 0)
        #expect(provider.count(.cancel) == 0)
    }

    @Test func saysThatAJobMayExistWhenInterruptedBeforeTheAnswer() async throws {
        let provider = ScriptedProvider { $0.submit = [.hang] }
        let engine = engine(provider)
        let working = Task { await engine.transcribe(audio, at: 0) }
        await provider.untilCalled(.submit)
        working.cancel()
        let result = try #require(await working.value)
        #expect(result.isInterrupted)
        #expect(
            error(of: result)?.message == "Interrupted before scripted had answered; it may have made a job: "
                + "look for it with: steno jobs list --provider scripted"
        )
    }

    @Test func submitsNothingMoreAfterARefusalOfTheKey() async throws {
        let refusal = TranscriptionError(.authentication, "The key is wrong.")
        let provider = ScriptedProvider { $0.submit = [.error(refusal)] }
        let engine = engine(provider, files: 3)
        let first = try #require(await engine.transcribe(audio, at: 0))
        let second = try #require(await engine.transcribe(audio, at: 1))
        #expect(!first.isTold)
        #expect(second.isTold)
        #expect(error(of: second)?.message == "The key is wrong.")
        #expect(provider.count(.submit) == 1)
    }

    @Test func submitsTheNextAfterAFailureOfOne() async throws {
        let provider = ScriptedProvider { $0.submit = [.error(TranscriptionError(.invalidRequest, "Bad."))] }
        let engine = engine(provider, files: 2)
        for index in 0..<2 {
            let result = try #require(await engine.transcribe(audio, at: index))
            #expect(!result.isTold)
        }
        #expect(provider.count(.submit) == 2)
    }

    @Test func namesTheOneOfSeveralProvidersThatHasTheJob() async throws {
        let down = ScriptedProvider(id: "down") { $0.submit = [.error(TranscriptionError(.connection, "Gone."))] }
        let done = TranscriptionJob(
            id: "7f3c",
            provider: "up",
            status: .completed,
            transcript: Transcript(text: "Hello")
        )
        let up = ScriptedProvider(id: "up") {
            $0.submit = [.value(done)]
            $0.delete = [.value(())]
        }
        let engine = engine(FallbackProvider([down, up], id: "down,up"), deletesJobs: true)
        let result = try #require(await engine.transcribe(audio, at: 0))
        #expect(try result.result.get().text == "Hello")
        #expect(result.job == RemoteJob(provider: "up", id: "7f3c", status: .completed))
        #expect(result.warnings == ["Passed over: down: Gone. [down: connection]"])
        await engine.settle(result)
        #expect(up.count(.delete) == 1)
        #expect(down.calls == [.submit])
    }

    @Test func tellsWhereToLookForAJobThatOneOfSeveralProvidersMayHave() async throws {
        let down = ScriptedProvider(id: "down") { $0.submit = [.error(TranscriptionError(.connection, "Gone."))] }
        let lost = ScriptedProvider(id: "lost") { $0.submit = [.error(TranscriptionError(.jobMayExist, "Lost."))] }
        let next = ScriptedProvider(id: "next")
        let told = error(
            of: await engine(FallbackProvider([down, lost, next], id: "down,lost,next")).transcribe(audio, at: 0)
        )
        #expect(told?.code == .jobMayExist)
        #expect(told?.message.hasSuffix("Look for it with: steno jobs list --provider lost") == true)
        #expect(next.calls == [])
    }

    @Test func deletesAJobOnlyWhenItsResultWasWrittenAndOnlyWhenAsked() async throws {
        func result(_ write: (inout FileResult) -> Void) -> FileResult {
            var result = FileResult(index: 0, result: .success(Transcript(text: "Hello")))
            result.job = RemoteJob(provider: "scripted", id: "7f3c", status: .completed)
            write(&result)
            return result
        }
        func deletions(_ result: FileResult, asked: Bool = true) async -> Int {
            let provider = ScriptedProvider { $0.delete = [.value(())] }
            await engine(provider, deletesJobs: asked).settle(result)
            return provider.count(.delete)
        }
        #expect(await deletions(result { _ in }) == 1)
        #expect(await deletions(result { _ in }, asked: false) == 0)
        let failed = result {
            $0.result = .failure(TranscriptionError(.invalidAudio, "No audio."))
            $0.job?.status = .failed
        }
        #expect(await deletions(failed) == 1)
        let unwritten = result { $0.result = .failure(OutputError(number: ENOSPC, target: "a.txt")) }
        #expect(await deletions(unwritten) == 0)
        let running = result {
            $0.result = .failure(TranscriptionError(.waitTimedOut, "Too long."))
            $0.job?.status = .running
        }
        #expect(await deletions(running) == 0)
        #expect(await deletions(result { $0.job = nil }) == 0)
    }
}
