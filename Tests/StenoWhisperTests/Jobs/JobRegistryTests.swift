import Foundation
import Steno
import Synchronization
import Testing

@testable import StenoWhisper

@Suite struct JobRegistryTests {
    private let request = TranscriptionRequest(audio: .data(Data(), name: nil), clientReference: "mine")

    /// Work that waits until it is let go or cancelled, on its own thread.
    private final class Gate: Sendable {
        private let condition = NSCondition()
        private let open = Mutex(false)

        func letGo() {
            condition.lock()
            open.withLock { $0 = true }
            condition.broadcast()
            condition.unlock()
        }

        func wait() {
            condition.lock()
            while !open.withLock({ $0 }) { condition.wait() }
            condition.unlock()
        }
    }

    private func end(of id: JobID, in registry: JobRegistry) async throws -> TranscriptionJob {
        var last = try registry.job(id)
        for try await job in try registry.updates(of: id) { last = job }
        return last
    }

    @Test func aJobLivesFromQueuedToCompleted() async throws {
        let registry = JobRegistry(running: 1, remembered: 10, model: "m")
        let gate = Gate()
        let job = registry.submit(request, warnings: []) { run in
            gate.wait()
            run.tell(.began(audioDuration: 2))
            run.tell(.progress(0.5))
            run.tell(.made([Segment(start: 0, end: 1, text: "a")]))
            return Transcript(text: "a", segments: [Segment(start: 0, end: 1, text: "a")])
        }
        #expect(job.status == .queued)
        #expect(job.clientReference == "mine")
        let updates = try registry.updates(of: job.id)
        gate.letGo()
        var seen: [TranscriptionJob] = []
        for try await snapshot in updates { seen.append(snapshot) }
        let last = try #require(seen.last)
        #expect(last.status == .completed)
        #expect(last.progress == 1)
        #expect(last.transcript?.text == "a")
        #expect(seen.contains { $0.progress == 0.5 && $0.status == .running && $0.audioDuration == 2 })
        var segments: [Segment] = []
        for try await segment in try registry.segments(of: job.id) { segments.append(segment) }
        #expect(segments.map(\.text) == ["a"])
    }

    @Test func noMoreRunAtATimeThanAllowed() async throws {
        let registry = JobRegistry(running: 2, remembered: 100, model: "m")
        let counts = Mutex((now: 0, most: 0))
        let jobs = (0..<20).map { _ in
            registry.submit(request, warnings: []) { _ in
                counts.withLock {
                    $0.now += 1
                    $0.most = max($0.most, $0.now)
                }
                defer { counts.withLock { $0.now -= 1 } }
                return Transcript(text: "")
            }
        }
        for job in jobs { #expect(try await end(of: job.id, in: registry).status == .completed) }
        #expect(counts.withLock { $0.most } <= 2)
    }

    @Test func jobsBeginInTheOrderInWhichTheyWereSubmitted() async throws {
        let registry = JobRegistry(running: 1, remembered: 100, model: "m")
        let begun = Mutex<[Int]>([])
        let jobs = (0..<20).map { number in
            registry.submit(request, warnings: []) { _ in
                begun.withLock { $0.append(number) }
                return Transcript(text: "")
            }
        }
        for job in jobs { _ = try await end(of: job.id, in: registry) }
        #expect(begun.withLock { $0 } == Array(0..<20))
    }

    @Test func cancellingARunningJobReturnsAtOnceAndItsRoomIsHeldUntilItsThreadEnds() async throws {
        let registry = JobRegistry(running: 1, remembered: 10, model: "m")
        let gate = Gate()
        let started = AsyncStream<Void>.makeStream()
        let first = registry.submit(request, warnings: []) { run in
            started.continuation.yield()
            gate.wait()
            guard !run.isCancelled else { throw CancellationError() }
            return Transcript(text: "never")
        }
        for await _ in started.stream { break }
        let second = registry.submit(request, warnings: []) { _ in Transcript(text: "second") }
        #expect(try registry.cancel(first.id).status == .cancelled)
        #expect(try registry.job(second.id).status == .queued)
        gate.letGo()
        #expect(try await end(of: second.id, in: registry).transcript?.text == "second")
        #expect(try registry.job(first.id).status == .cancelled)
    }

    @Test func cancellingAQueuedJobNeverRunsIt() async throws {
        let registry = JobRegistry(running: 1, remembered: 10, model: "m")
        let gate = Gate()
        let first = registry.submit(request, warnings: []) { _ in
            gate.wait()
            return Transcript(text: "first")
        }
        let ran = Mutex(false)
        let second = registry.submit(request, warnings: []) { _ in
            ran.withLock { $0 = true }
            return Transcript(text: "second")
        }
        #expect(try registry.cancel(second.id).status == .cancelled)
        gate.letGo()
        _ = try await end(of: first.id, in: registry)
        await registry.shutDown()
        #expect(!ran.withLock { $0 })
    }

    @Test func aFailureKeepsItsCodeAndWhatThereWas() async throws {
        let registry = JobRegistry(running: 1, remembered: 10, model: "m")
        let job = registry.submit(request, warnings: []) { _ in
            throw PartialTranscript(
                transcript: Transcript(text: "half"),
                failure: JobFailure(code: .invalidAudio, message: "cut")
            )
        }
        let ended = try await end(of: job.id, in: registry)
        #expect(ended.status == .failed)
        #expect(ended.failure?.code == .invalidAudio)
        #expect(ended.transcript?.text == "half")
        await #expect(throws: TranscriptionError.self) {
            for try await _ in try registry.segments(of: job.id) {}
        }
    }

    @Test func deletedJobsAreGoneAndDeletingTwiceIsFine() async throws {
        let registry = JobRegistry(running: 1, remembered: 10, model: "m")
        let job = registry.submit(request, warnings: []) { _ in Transcript(text: "") }
        registry.delete(job.id)
        registry.delete(job.id)
        let error = #expect(throws: TranscriptionError.self) { try registry.job(job.id) }
        #expect(error?.code == .notFound)
    }

    @Test func theListIsNewestFirstInPages() async throws {
        let registry = JobRegistry(running: 1, remembered: 100, model: "m")
        let jobs = (0..<7).map { _ in registry.submit(request, warnings: []) { _ in Transcript(text: "") } }
        for job in jobs { _ = try await end(of: job.id, in: registry) }
        var found: [JobID] = []
        var query = JobQuery(limit: 3, status: .completed)
        repeat {
            let page = try registry.list(query)
            found += page.jobs.map(\.id)
            query.cursor = page.nextCursor
        } while query.cursor != nil
        #expect(found == jobs.map(\.id).reversed())
        #expect(throws: TranscriptionError.self) { try registry.list(JobQuery(cursor: "nonsense")) }
    }

    @Test func onlySoManyEndedJobsAreRemembered() async throws {
        let registry = JobRegistry(running: 1, remembered: 3, model: "m")
        let jobs = (0..<10).map { _ in registry.submit(request, warnings: []) { _ in Transcript(text: "") } }
        await registry.finishAll()
        #expect(try registry.list(.init()).jobs.map(\.id) == jobs.suffix(3).map(\.id).reversed())
    }

    /// Who is told is woken under the registry's lock, which waits for one that who is cancelled holds.
    @Test(.timeLimit(.minutes(5))) func watchersCancelledWhileTheyAreToldHoldNothingUp() async throws {
        let registry = JobRegistry(running: 2, remembered: 10, model: "m")
        for _ in 0..<500 {
            let job = registry.submit(request, warnings: []) { run in
                for step in 1...50 { run.tell(.progress(Double(step) / 50)) }
                return Transcript(text: "")
            }
            let watching = Task { for try await _ in try registry.updates(of: job.id) {} }
            for try await job in try registry.updates(of: job.id) where job.progress ?? 0 > 0 { break }
            watching.cancel()
            _ = await watching.result
            #expect(try await end(of: job.id, in: registry).status == .completed)
        }
    }

    @Test func leavingAStreamOfUpdatesForgetsTheWatcher() async throws {
        let registry = JobRegistry(running: 1, remembered: 3, model: "m")
        let gate = Gate()
        let job = registry.submit(request, warnings: []) { _ in
            gate.wait()
            return Transcript(text: "")
        }
        for try await _ in try registry.updates(of: job.id) { break }
        gate.letGo()
        #expect(try await end(of: job.id, in: registry).status == .completed)
    }
}

extension JobRegistry {
    /// Waits until every job submitted so far has ended.
    fileprivate func finishAll() async {
        while let open = try? list(.init()).jobs.first(where: { !$0.status.isTerminal }) {
            guard let updates = try? updates(of: open.id) else { continue }
            do { for try await _ in updates {} } catch { return }
        }
    }
}
