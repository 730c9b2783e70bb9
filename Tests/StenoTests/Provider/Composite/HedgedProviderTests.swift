import Steno
import StenoTestSupport
import Testing

/// A second provider after a delay, on a clock moved by hand.
@Suite(.timeLimit(.minutes(10))) struct HedgedProviderTests {
    let one = MemoryProvider("one")
    let two = MemoryProvider("two")
    let clock = ManualClock()

    func provider(_ policy: FallbackPolicy = .standard) -> HedgedProvider {
        HedgedProvider(one, two, after: .seconds(60), policy: policy, clock: clock)
    }

    /// What a watcher of a job sees, from now to the end.
    func watch(_ id: JobID, _ provider: HedgedProvider) async throws -> Task<[TranscriptionJob], any Error> {
        let updates = try #require(try await provider.updates(of: id))
        return Task {
            var seen: [TranscriptionJob] = []
            for try await job in updates { seen.append(job) }
            return seen
        }
    }

    /// Submits, watches, and lets the delay pass.
    func hedged(_ provider: HedgedProvider) async throws -> (id: JobID, watching: Task<[TranscriptionJob], any Error>) {
        let id = try await provider.submit(.plain).id
        let watching = try await watch(id, provider)
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(60))
        await two.untilCalled("submit")
        // Accepted and followed: the second provider's job is in the snapshots then.
        while try await provider.job(id).warnings.isEmpty { await Task.yield() }
        return (id, watching)
    }

    static func text(_ job: TranscriptionJob?) -> String { job?.warnings.map(\.message).joined(separator: "\n") ?? "" }

    @Test func whoEndsInTimeIsAlone() async throws {
        let provider = provider()
        let job = try await provider.submit(.plain)
        #expect(job.id == "one:one-1")
        #expect(job.provider == "hedged")
        let watching = try await watch(job.id, provider)
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(59))
        one.set(.completed)
        let seen = try await watching.value
        #expect(seen.last?.status == .completed)
        #expect(seen.filter(\.status.isTerminal).count == 1)
        #expect(seen.last?.warnings.isEmpty == true)
        clock.advance(by: .seconds(60))
        #expect(try await provider.job(job.id).status == .completed)
        #expect(try await provider.transcript(job.id).text == "one-1")
        #expect(two.calls.isEmpty)
        #expect(clock.sleeperCount == 0)
    }

    @Test func theSecondBeginsExactlyWhenItIsDue() async throws {
        let provider = provider()
        let id = try await provider.submit(.plain).id
        clock.advance(by: .seconds(20))
        let watching = try await watch(id, provider)
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(40) - .nanoseconds(1))
        #expect(clock.sleeperCount == 1)
        #expect(two.calls.isEmpty)
        clock.advance(by: .nanoseconds(1))
        await two.untilCalled("submit")
        #expect(two.requests == one.requests)
        one.set(.completed)
        #expect(try await watching.value.last?.status == .completed)
    }

    @Test func theFasterCountsAndTheSlowerIsCancelled() async throws {
        let provider = provider()
        let (id, watching) = try await hedged(provider)
        two.set(.completed)
        let seen = try await watching.value
        #expect(seen.filter(\.status.isTerminal).map(\.status) == [.completed])
        #expect(seen.allSatisfy { $0.id == id && $0.provider == "hedged" })
        #expect(Self.text(seen.last).contains("may be billed"))
        #expect(try await provider.transcript(id).text == "two-1")
        await one.untilCalled("cancel one-1")
        #expect(try await one.job("one-1").status == .cancelled)
        #expect(try await provider.job(id).status == .completed)
        let origin = try provider.origin(of: id)
        #expect(origin.member.name == "two")
        #expect(origin.id == "two-1")
        #expect(one.calls.filter { $0.hasPrefix("cancel") }.count == 1)
    }

    @Test func theFirstMayStillWin() async throws {
        let provider = provider()
        let (id, watching) = try await hedged(provider)
        one.set(.running)
        one.set(.completed)
        #expect(try await watching.value.last?.status == .completed)
        await two.untilCalled("cancel two-1")
        #expect(try await provider.transcript(id).text == "one-1")
        #expect(try provider.origin(of: id).member.name == "one")
    }

    @Test func aSlowerJobThatCannotBeCancelledIsSaidToBeBilled() async throws {
        var capabilities = Capabilities.everything
        capabilities.operations[.cancel] = .unsupported
        let fixed = MemoryProvider("fixed", capabilities: capabilities)
        let provider = HedgedProvider(fixed, two, after: .seconds(60), clock: clock)
        let (id, watching) = try await hedged(provider)
        two.set(.completed)
        _ = try await watching.value
        var text = ""
        while !text.contains("cannot be stopped") {
            text = Self.text(try await provider.job(id))
            await Task.yield()
        }
        #expect(text.contains("fixed was slower and cannot be stopped, so it is billed too."))
        #expect(text.contains("fixed-1"))
        #expect(!fixed.calls.contains("cancel fixed-1"))
    }

    @Test func theRaceIsDecidedOnce() async throws {
        for _ in 0..<100 {
            let (one, two, clock) = (MemoryProvider("one"), MemoryProvider("two"), ManualClock())
            let provider = HedgedProvider(one, two, after: .zero, clock: clock)
            let id = try await provider.submit(.plain).id
            let watching = [try await watch(id, provider), try await watch(id, provider)]
            await two.untilCalled("submit")
            async let first: Void = one.set(.completed)
            async let second: Void = two.set(.completed)
            _ = await (first, second)
            let ends = try await [watching[0].value, watching[1].value].compactMap(\.last)
            #expect(ends.map(\.status) == [.completed, .completed])
            let origin = try provider.origin(of: id)
            #expect(try await provider.transcript(id).text == origin.id.rawValue)
            #expect(try provider.origin(of: id).id == origin.id)
        }
    }

    // MARK: Failures

    @Test func aFailureThatIsAReasonBringsTheSecondAtOnce() async throws {
        let provider = provider()
        let id = try await provider.submit(.plain).id
        let watching = try await watch(id, provider)
        await clock.untilSleeping(1)
        one.set(.failed, failure: JobFailure(code: .providerFailure, message: "Out of order."))
        await two.untilCalled("submit")
        #expect(try await provider.job(id).status == .queued)
        while (try? await two.job("two-1")) == nil { await Task.yield() }
        two.set(.completed)
        let seen = try await watching.value
        #expect(seen.map(\.status).filter(\.isTerminal) == [.completed])
        #expect(clock.now.offset == .zero)
        #expect(try await provider.transcript(id).text == "two-1")
    }

    @Test func aFirstThatCannotBeFollowedGetsCompanyAtOnce() async throws {
        let lost = ScriptedProvider(id: "lost") {
            $0.submit = [.value(TranscriptionJob(id: "1", provider: "lost", status: .queued))]
            $0.updates = [.error(TranscriptionError(.authentication, "The key was withdrawn."))]
            $0.cancel = [.error(TranscriptionError(.authentication, "The key was withdrawn."))]
        }
        let provider = HedgedProvider(lost, two, after: .seconds(60), clock: clock)
        let id = try await provider.submit(.plain).id
        let watching = try await watch(id, provider)
        while (try? await two.job("two-1")) == nil { await Task.yield() }
        two.set(.completed)
        #expect(try await watching.value.last?.status == .completed)
        #expect(try await provider.transcript(id).text == "two-1")
        #expect(clock.now.offset == .zero)
    }

    @Test func aFirstThatCannotBeFollowedIsNotWaitedForWhenTheSecondRefuses() async throws {
        let lost = ScriptedProvider(id: "lost") {
            $0.submit = [.value(TranscriptionJob(id: "1", provider: "lost", status: .queued))]
            $0.updates = [.error(TranscriptionError(.authentication, "The key was withdrawn."))]
        }
        two.failNext(TranscriptionError(.quotaExceeded, "Full."))
        let provider = HedgedProvider(lost, two, after: .seconds(60), clock: clock)
        let id = try await provider.submit(.plain).id
        let watching = try await watch(id, provider)
        await two.untilCalled("submit")
        // A stream that waits for the delay would end now, as if nothing had gone wrong.
        clock.advance(by: .seconds(60))
        let error = await #expect(throws: TranscriptionError.self) { try await watching.value }
        #expect(error?.code == .authentication)
    }

    @Test func aFailureThatIsNoneEndsTheJob() async throws {
        let provider = provider()
        let id = try await provider.submit(.plain).id
        let watching = try await watch(id, provider)
        one.set(.failed, failure: JobFailure(code: .invalidAudio, message: "Damaged."))
        #expect(try await watching.value.last?.failure?.code == .invalidAudio)
        clock.advance(by: .seconds(120))
        #expect(await failure { try await provider.transcript(id) }?.code == .invalidAudio)
        #expect(two.calls.isEmpty)
    }

    @Test func oneFailureLeavesTheOther() async throws {
        let provider = provider()
        let (id, watching) = try await hedged(provider)
        two.set(.failed, failure: JobFailure(code: .providerFailure, message: "Out of order."))
        #expect(try await provider.job(id).status == .queued)
        one.set(.completed)
        #expect(try await watching.value.last?.status == .completed)
        #expect(try await provider.transcript(id).text == "one-1")
    }

    @Test func whenBothFailBothReasonsAreTold() async throws {
        let provider = provider()
        let (id, watching) = try await hedged(provider)
        one.set(.failed, failure: JobFailure(code: .invalidAudio, message: "Damaged."))
        two.set(.failed, failure: JobFailure(code: .providerFailure, message: "Out of order."))
        let end = try await watching.value.last
        #expect(end?.status == .failed)
        #expect(end?.failure?.code == .providerFailure)
        let error = try #require(await failure { try await provider.transcript(id) })
        #expect(error.message.contains("Damaged.") && error.message.contains("Out of order."))
        #expect(error.code == .providerFailure)
        #expect(error.job?.id == id)
    }

    @Test func aRefusalByTheFirstMakesTheRequestTheSeconds() async throws {
        one.failNext(TranscriptionError(.rateLimited, "Later.", isRetryable: true))
        let provider = provider()
        let job = try await provider.submit(.plain)
        #expect(job.id == "two:two-1")
        #expect(Self.text(job).contains("Later."))
        two.set(.completed)
        #expect(try await provider.transcript(job.id).text == "two-1")
        #expect(one.calls == ["submit"])
    }

    @Test func aRefusalByBothIsOneError() async throws {
        one.failNext(TranscriptionError(.rateLimited, "Later.", isRetryable: true))
        two.failNext(TranscriptionError(.authentication, "Wrong key."))
        let provider = provider()
        let error = try #require(await failure { try await provider.submit(.plain) })
        #expect(error.provider == "hedged")
        #expect(error.message.contains("Later.") && error.message.contains("Wrong key."))
        #expect((error.underlying as? MemberFailures)?.failures.map(\.member) == ["one", "two"])
    }

    @Test(arguments: [TranscriptionError.Code.jobMayExist, .invalidRequest])
    func afterWhatIsNoReasonTheSecondIsNotAsked(_ code: TranscriptionError.Code) async throws {
        one.failNext(TranscriptionError(code, "It went wrong."))
        let provider = provider()
        let error = try #require(await failure { try await provider.submit(.plain) })
        #expect(error.code == code)
        #expect(error.message.contains("It went wrong."))
        #expect(two.calls.isEmpty)
    }

    @Test func aSecondThatCannotBeginIsAWarning() async throws {
        two.failNext(TranscriptionError(.authentication, "Wrong key."))
        let provider = provider()
        let (id, watching) = try await hedged(provider)
        #expect(Self.text(try await provider.job(id)).contains("two could not begin. two: Wrong key."))
        one.set(.completed)
        #expect(try await watching.value.last?.status == .completed)
    }

    // MARK: Submissions that take long

    @Test func aFirstThatDoesNotAnswerGetsCompany() async throws {
        one.hold()
        let provider = provider()
        let submitting = Task { try await provider.submit(.plain) }
        await one.untilCalled("submit")
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(60))
        let job = try await submitting.value
        #expect(job.id == "two:two-1")
        // The first accepts at last, and is the slower one.
        one.release()
        let watching = try await watch(job.id, provider)
        while (try? await one.job("one-1")) == nil { await Task.yield() }
        two.set(.completed)
        #expect(try await watching.value.last?.status == .completed)
        await one.untilCalled("cancel one-1")
        #expect(try await provider.transcript(job.id).text == "two-1")
    }

    @Test func aSubmissionUnderWayIsCancelledWithTheLoser() async throws {
        one.hold()
        let provider = provider()
        let submitting = Task { try await provider.submit(.plain) }
        await one.untilCalled("submit")
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(60))
        let id = try await submitting.value.id
        two.set(.completed)
        #expect(try await provider.transcript(id).text == "two-1")
        // It ends without a job, as it was cancelled.
        var isEnded = false
        while !isEnded {
            isEnded = Self.text(try await provider.job(id)).contains("one was slower and was stopped")
            await Task.yield()
        }
        #expect(await failure { try await one.job("one-1") }?.code == .notFound)
    }

    // MARK: Cancelling

    @Test func cancellingASubmissionEndsIt() async throws {
        for member in [one, two] { member.hold() }
        for sleeps in [0, 60] {
            let provider = provider()
            let submitting = Task { try await provider.submit(.plain) }
            await one.untilCalled("submit")
            await clock.untilSleeping(1)
            if sleeps > 0 {
                clock.advance(by: .seconds(sleeps))
                await two.untilCalled("submit")
            }
            submitting.cancel()
            #expect(await failure { try await submitting.value }?.code == .cancelled)
        }
        #expect(clock.sleeperCount == 0)
    }

    @Test func aCancelledJobGetsNoCompany() async throws {
        let provider = provider()
        let id = try await provider.submit(.plain).id
        let watching = try await watch(id, provider)
        await clock.untilSleeping(1)
        #expect(try await provider.cancel(id).status == .cancelled)
        #expect(try await watching.value.last?.status == .cancelled)
        clock.advance(by: .seconds(60))
        #expect(try await provider.job(id).status == .cancelled)
        #expect(two.calls.isEmpty)
    }

    @Test func cancellingEndsBoth() async throws {
        let provider = provider()
        let (id, watching) = try await hedged(provider)
        #expect(try await provider.cancel(id).status == .cancelled)
        #expect(try await watching.value.last?.status == .cancelled)
        #expect(one.calls.contains("cancel one-1"))
        #expect(two.calls.contains("cancel two-1"))
        #expect(await failure { try await provider.transcript(id) }?.code == .cancelled)
    }

    @Test func cancellingStopsTheSecondsSubmission() async throws {
        two.hold()
        let provider = provider()
        let id = try await provider.submit(.plain).id
        let watching = try await watch(id, provider)
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(60))
        await two.untilCalled("submit")
        #expect(try await provider.cancel(id).status == .cancelled)
        #expect(try await watching.value.last?.status == .cancelled)
        #expect(await failure { try await two.job("two-1") }?.code == .notFound)
    }

    @Test func whoStopsWatchingLeavesTheJobAlone() async throws {
        let provider = provider()
        let (id, watching) = try await hedged(provider)
        watching.cancel()
        _ = try? await watching.value
        await clock.untilSleeping(0)
        #expect(!one.calls.contains("cancel one-1") && !two.calls.contains("cancel two-1"))
        two.set(.completed)
        #expect(try await provider.job(id).status == .completed)
    }

    @Test func aDeletedJobIsGoneAtBoth() async throws {
        let provider = provider()
        let (id, watching) = try await hedged(provider)
        watching.cancel()
        try await provider.delete(id)
        #expect(one.calls.contains("delete one-1") && two.calls.contains("delete two-1"))
        #expect(await failure { try await provider.job(id) }?.code == .notFound)
        try await provider.delete(id)
    }

    // MARK: Asking, events, restarts

    @Test func whoOnlyAsksBeginsTheSecondWithTheFirstQuestionAfterTheDelay() async throws {
        let provider = provider()
        let id = try await provider.submit(.plain).id
        clock.advance(by: .seconds(59))
        _ = try await provider.job(id)
        #expect(two.calls.isEmpty)
        clock.advance(by: .seconds(1))
        _ = try await provider.job(id)
        await two.untilCalled("submit")
        _ = try await provider.job(id)
        #expect(two.calls.filter { $0 == "submit" }.count == 1)
    }

    @Test func theClientWaitsForBoth() async throws {
        let provider = provider()
        let client = TranscriptionClient(provider: provider, clock: clock)
        let handle = try await client.submit(.plain)
        let waiting = Task { try await handle.transcript() }
        await clock.untilSleeping(within: .seconds(60))
        clock.advance(by: .seconds(60))
        await two.untilCalled("submit")
        while try await provider.job(handle.id).warnings.isEmpty { await Task.yield() }
        two.set(.completed)
        #expect(try await waiting.value.text == "two-1")
    }

    @Test func anEventOfEitherIsTheJobs() async throws {
        let provider = provider()
        let (id, watching) = try await hedged(provider)
        for (member, own) in [("one", "one-1"), ("two", "two-1")] as [(ProviderID, JobID)] {
            let job = TranscriptionJob(id: own, provider: member, status: .completed)
            let event = WebhookEvent(id: "e", provider: member, jobID: own, proof: .init(.signature), job: job)
            let translated = try #require(try await provider.event(event))
            #expect(translated.jobID == id)
            #expect(translated.provider == "hedged")
            #expect(translated.job == nil)
        }
        watching.cancel()
    }

    @Test func afterARestartTheIDLeadsToTheFirstJob() async throws {
        let (id, watching) = try await hedged(provider())
        watching.cancel()
        let restarted = provider()
        one.set(.running)
        #expect(try await restarted.job(id).status == .running)
        #expect(try await restarted.job(id).id == id)
        #expect(try restarted.origin(of: id).member.name == "one")
        // The second is a job of its own.
        #expect(try await restarted.list(.init()).jobs.map(\.id).contains("two:two-1"))
        #expect(try await restarted.job("two:two-1").status == .queued)
        one.set(.completed)
        let updates = try #require(try await restarted.updates(of: id))
        for try await job in updates { #expect(job.status == .completed) }
    }

    @Test func onlySoManyAreRemembered() async throws {
        let provider = HedgedProvider(one, two, after: .seconds(60), rememberedJobs: 2, clock: clock)
        var ids: [JobID] = []
        for _ in 0..<4 { ids.append(try await provider.submit(.plain).id) }
        clock.advance(by: .seconds(60))
        _ = try await provider.job(ids[1])
        #expect(two.calls.isEmpty)
        _ = try await provider.job(ids[2])
        await two.untilCalled("submit")
    }
}
