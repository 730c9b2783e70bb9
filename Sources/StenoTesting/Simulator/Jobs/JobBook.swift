import Foundation
import Steno
import Synchronization

/// The jobs of one service, and how they move through their lives.
final class JobBook: Sendable {
    private struct State {
        var jobs: [String: SimulatedJob] = [:]
        var order: [String] = []
        var number = 0
        var created = 0
        var pending = 0
        var scripts: [JobScript] = []
    }

    private let agenda: Agenda
    private let configuration: SimulatorConfiguration
    private let state = Mutex(State())
    private let ownsAudio: Bool
    private let obstacle: @Sendable (SimulatedJob) -> SimulatedJob.Failure?
    private let changed: @Sendable (JobBook, SimulatedJob) async -> Void
    private let observers = Mutex<[String: [UUID: @Sendable (SimulatedJob) -> Void]]>([:])

    /// Keeps the jobs of a service.
    ///
    /// - Parameters:
    ///   - agenda: when things happen.
    ///   - configuration: what becomes of jobs, and who transcribes.
    ///   - ownsAudio: whether the file of a job that has ended is removed.
    ///   - obstacle: what keeps a job from running, asked when it starts and when it ends.
    ///   - changed: hears of every new phase.
    init(
        agenda: Agenda,
        configuration: SimulatorConfiguration,
        ownsAudio: Bool = true,
        obstacle: @escaping @Sendable (SimulatedJob) -> SimulatedJob.Failure? = { _ in nil },
        changed: @escaping @Sendable (JobBook, SimulatedJob) async -> Void
    ) {
        self.agenda = agenda
        self.configuration = configuration
        self.ownsAudio = ownsAudio
        self.obstacle = obstacle
        self.changed = changed
    }

    /// Sets what becomes of the jobs created next, in order.
    func script(_ scripts: [JobScript]) {
        state.withLock { $0.scripts += scripts }
    }

    /// The jobs that are kept, the oldest first.
    var all: [SimulatedJob] {
        state.withLock { state in state.order.compactMap { state.jobs[$0] } }
    }

    /// How many were ever created; deleting one does not lower it.
    var createdCount: Int { state.withLock { $0.created } }

    subscript(id: String) -> SimulatedJob? { state.withLock { $0.jobs[id] } }

    /// Creates a job and sets its life going, unless there is an objection to one more.
    ///
    /// The check and the creation are one step, so that requests at the same time cannot pass a quota together.
    func create(
        id: String,
        request: JSONValue,
        audio: SubmittedAudio,
        owner: String,
        unless objection: (_ kept: Int, _ pending: Int) throws -> Void = { _, _ in }
    ) throws -> SimulatedJob {
        let job = try state.withLock { state in
            try objection(state.order.count, state.pending)
            state.number += 1
            let now = agenda.date
            let job = SimulatedJob(
                id: id,
                number: state.number,
                request: request,
                audio: audio,
                owner: owner,
                script: state.scripts.isEmpty ? configuration.jobs : state.scripts.removeFirst(),
                createdAt: now,
                updatedAt: now
            )
            state.jobs[id] = job
            state.order.append(id)
            state.created += 1
            state.pending += 1
            return job
        }
        agenda.after(job.script.queued) { await self.start(id) }
        return job
    }

    /// Removes a job if it may be.
    func remove(_ id: String, unless objection: (SimulatedJob?) throws -> Void) throws {
        let removed = try state.withLock { state in
            try objection(state.jobs[id])
            state.order.removeAll { $0 == id }
            let job = state.jobs.removeValue(forKey: id)
            if let job, !job.isTerminal { state.pending -= 1 }
            return job
        }
        if let removed { discardAudio(of: removed) }
    }

    /// Cancels a job that has not ended; false when there is none.
    func cancel(_ id: String, if condition: (SimulatedJob) -> Bool) async -> Bool {
        let cancelled = update(id) { job in
            guard !job.isTerminal, condition(job) else { return false }
            job.phase = .cancelled
            return true
        }
        guard let cancelled else { return false }
        await announce(cancelled)
        return true
    }

    /// Notes what the receiver of a webhook answered.
    func noteWebhook(_ id: String, status: Int?) {
        state.withLock { $0.jobs[id]?.webhookStatus = status }
    }

    /// The phases a job goes through from now on; ends with the job.
    func phases(of id: String) -> AsyncStream<SimulatedJob> {
        AsyncStream { continuation in
            let key = UUID()
            observers.withLock { observers in
                observers[id, default: [:]][key] = { job in
                    continuation.yield(job)
                    if job.isTerminal { continuation.finish() }
                }
            }
            continuation.onTermination = { _ in
                self.observers.withLock { _ = $0[id]?.removeValue(forKey: key) }
            }
            if let job = self[id] {
                continuation.yield(job)
                if job.isTerminal { continuation.finish() }
            } else {
                continuation.finish()
            }
        }
    }

    /// Forgets everything; to those who follow a job it ends as cancelled.
    func clear() {
        let following = observers.withLock { observers in
            defer { observers = [:] }
            return observers
        }
        for var job in all {
            discardAudio(of: job)
            job.phase = .cancelled
            for observer in following[job.id, default: [:]].values { observer(job) }
        }
        state.withLock { $0 = State() }
    }

    private func start(_ id: String) async {
        let started = update(id) { job in
            guard job.phase == .queued else { return false }
            job.phase = .running
            job.startedAt = agenda.date
            return true
        }
        guard let started else { return }
        await announce(started)
        if case .none = started.script.outcome { return }
        let ending: Ending = if let failure = obstacle(started) { .failed(failure) } else { await ending(of: started) }
        agenda.after(started.script.running) { await self.end(id, ending) }
    }

    private enum Ending: Sendable {
        case completed(SimulatedJob.Result)
        case failed(SimulatedJob.Failure)
        case cancelled
    }

    private func ending(of job: SimulatedJob) async -> Ending {
        switch job.script.outcome {
        case .automatic:
            guard let transcriber = configuration.transcriber else { return .completed(.transcript(.conversation)) }
            do {
                return .completed(.transcript(try await AudioFetch.transcribe(job.audio, with: transcriber)))
            } catch let failure as AudioFetch.Failure {
                return .failed(.init(code: "file_download_failed", message: failure.description))
            } catch {
                return .failed(.init(code: "internal_error", message: "Transcription failed."))
            }
        case .transcript(let transcript): return .completed(.transcript(transcript))
        case .longTranscript(let seconds): return .completed(.transcript(.conversation(lasting: seconds)))
        case .payload(let payload): return .completed(.payload(payload))
        case .failure(let code, let message): return .failed(.init(code: code, message: message))
        case .cancelled: return .cancelled
        case .none: return .cancelled
        }
    }

    private func end(_ id: String, _ ending: Ending) async {
        let ended = update(id) { job in
            guard job.phase == .running else { return false }
            let ending = obstacle(job).map { .failed($0) } ?? ending
            switch ending {
            case .completed(let result):
                job.phase = .completed
                job.result = result
            case .failed(let failure):
                job.phase = .failed
                job.failure = failure
            case .cancelled: job.phase = .cancelled
            }
            return true
        }
        guard let ended else { return }
        discardAudio(of: ended)
        await announce(ended)
    }

    private func update(_ id: String, _ change: (inout SimulatedJob) -> Bool) -> SimulatedJob? {
        state.withLock { state in
            guard var job = state.jobs[id], change(&job) else { return nil }
            if job.isTerminal { state.pending -= 1 }
            job.updatedAt = agenda.date
            if job.isTerminal {
                job.endedAt = job.updatedAt
                job.endedAfter = agenda.now
            }
            state.jobs[id] = job
            return job
        }
    }

    private func announce(_ job: SimulatedJob) async {
        let observers = observers.withLock { observers in
            job.isTerminal ? observers.removeValue(forKey: job.id) ?? [:] : observers[job.id] ?? [:]
        }
        for observer in observers.values { observer(job) }
        await changed(self, job)
    }

    private func discardAudio(of job: SimulatedJob) {
        guard ownsAudio, case .upload(let upload) = job.audio, let location = upload.location else { return }
        try? FileManager.default.removeItem(at: location)
    }
}
