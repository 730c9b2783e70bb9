import Foundation
import Steno
import StenoTesting

/// A provider that someone else wrote, with public means alone, over a service of its own.
struct SampleProvider: TranscriptionProvider {
    static let key = "sample-key/31"
    private static let transcript = Transcript(
        text: "Good morning.",
        language: "en",
        duration: 2,
        segments: [.init(start: 0, end: 1.5, text: "Good morning.", speaker: "A")],
        speakers: [.init(label: "A")]
    )

    let id: ProviderID = "sample"
    let service: SampleService
    var flaw: SampleFlaw?

    var capabilities: Capabilities {
        var operations: [Capabilities.Operation: Capabilities.Support] = [
            .submit: .supported, .job: .supported, .transcript: .supported, .cancel: .supported, .delete: .supported,
            .list: .supported,
        ]
        if flaw == .doesWhatItDenies { operations[.cancel] = .unsupported }
        return Capabilities(
            operations: operations,
            audioSources: [.data, .file],
            options: [
                .automaticLanguage: .supported, .languageHints: .supported, .vocabulary: .supported,
                .clientReference: .supported, .metadata: .supported, .idempotencyKey: .supported,
            ],
            languages: ["de", "en"],
            maximumLanguages: 1
        )
    }

    // MARK: Operations

    func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        var (request, warnings) =
            flaw == .checksNothing ? (request, []) : try request.honoured(by: capabilities, of: id)
        if flaw == .leavesOutSilently { warnings = [] }
        if flaw != .checksNothing { try check(request) }
        if flaw == .repeatsEveryCreate || flaw == .forgetsIdempotencyKeys { request.idempotencyKey = nil }
        let asked = request
        let repeats = request.idempotencyKey != nil || [.repeatsEveryCreate, .makesTwoJobs].contains(flaw)
        let made = try await call(mayCreate: true, repeats: repeats) { try create(asked, in: &$0) }
        if flaw == .makesTwoJobs { _ = try await call(mayCreate: true) { try create(asked, in: &$0) } }
        var job = seen(made)
        job.warnings = warnings
        if flaw == .namesAnotherProvider { job.provider = "another" }
        return job
    }

    private func check(_ request: TranscriptionRequest) throws {
        if let reference = request.clientReference, reference.count > 64 {
            throw error(.invalidRequest, "A client reference has at most 64 characters.")
        }
        if flaw == .refusesWhatItSupports, !request.options.vocabulary.isEmpty {
            throw error(.invalidRequest, "No vocabulary today.")
        }
        guard case .file(let url) = request.audio else { return }
        if flaw == .refusesItsAudio { throw error(.unsupportedOption, "No files today.") }
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
            throw error(flaw == .callsMissingFilesARefusal ? .notFound : .invalidAudio, "There is no such file.")
        }
    }

    private func create(_ request: TranscriptionRequest, in state: inout SampleService.State) throws -> TranscriptionJob
    {
        if let key = request.idempotencyKey, let known = state.jobsByKey[key] {
            guard known.request == request else { throw SampleService.Trouble.refused(409) }
            return try find(known.id, in: state)
        }
        state.created += 1
        var job = TranscriptionJob(id: JobID(rawValue: "job-\(state.created)"), provider: id, status: .queued)
        job.createdAt = Date(timeIntervalSince1970: Double(state.created))
        job.progress = flaw == .goesBeyondTheEnd ? 1.5 : 0.5
        job.clientReference = flaw == .losesReferences ? nil : request.clientReference
        job.metadata = request.metadata
        if state.situations.contains(.jobsFail) { job.model = "failing" }
        if state.situations.contains(.jobsDoNotEnd) { job.model = "endless" }
        state.jobs.append(job)
        if let key = request.idempotencyKey { state.jobsByKey[key] = (request, job.id) }
        return job
    }

    func job(_ id: JobID) async throws -> TranscriptionJob {
        if flaw == .takesIDsForPaths, id.rawValue.hasPrefix("../") {
            return try await job(JobID(rawValue: String(id.rawValue.dropFirst(3))))
        }
        if flaw == .ignoresCancellation, service.holds(.noAnswer) { await service.stall() }
        return seen(try await call { try find(id, in: $0) })
    }

    func transcript(_ id: JobID) async throws -> Transcript {
        let job = try await job(id)
        if job.status == .failed || job.status == .cancelled { throw TranscriptionError(endOf: job) }
        guard job.status == .completed || flaw == .transcribesEarly else {
            throw error(.invalidState, "The job has not ended yet.")
        }
        var transcript = Self.transcript
        if flaw == .runsTimesBackwards { transcript.segments[0].end = -1 }
        if flaw == .mixesUnknownFieldsIn, service.holds(.unknownFields) { transcript.text += " (x_future)" }
        return transcript
    }

    func cancel(_ id: JobID) async throws -> TranscriptionJob {
        try await call { state in
            guard let index = state.jobs.firstIndex(where: { $0.id == id }) else {
                throw SampleService.Trouble.refused(404)
            }
            if !state.jobs[index].status.isTerminal {
                state.jobs[index].status = flaw == .endsCancelledJobsAsFailed ? .failed : .cancelled
            }
            return state.jobs[index]
        }
    }

    func delete(_ id: JobID) async throws {
        try await call { state in
            let count = state.jobs.count
            state.jobs.removeAll { $0.id == id }
            if flaw == .failsToDeleteTwice, state.jobs.count == count { throw SampleService.Trouble.refused(404) }
        }
    }

    func list(_ query: JobQuery) async throws -> JobPage {
        let position = query.cursor.map { Int($0) } ?? 0
        guard let position else {
            if flaw == .throwsForeignErrors { throw CocoaError(.formatting) }
            throw error(.invalidRequest, "This is a cursor of no list.")
        }
        var page = try await call { state in
            var jobs = state.jobs.reversed().filter { job in
                query.status == nil || flaw == .listsEverything || job.status == query.status
            }
            jobs = Array(jobs.dropFirst(position))
            let limit = query.limit ?? 100
            let next = position + limit + (flaw == .losesJobsBetweenPages ? 1 : 0)
            let cursor = flaw == .repeatsCursors ? "0" : jobs.count > limit ? "\(next)" : nil
            return JobPage(jobs: Array(jobs.prefix(limit)), nextCursor: cursor)
        }
        page.jobs = page.jobs.map(seen)
        return page
    }

    func updates(of id: JobID) async throws -> AsyncThrowingStream<TranscriptionJob, any Error>? {
        let first = try await job(id)
        service.proceed()
        let last = try await job(id)
        return AsyncThrowingStream { continuation in
            continuation.yield(first)
            if flaw != .reportsWithoutEnd { continuation.yield(last) }
            continuation.finish()
        }
    }

    private func find(_ id: JobID, in state: SampleService.State) throws -> TranscriptionJob {
        guard let job = state.jobs.first(where: { $0.id == id }) else { throw SampleService.Trouble.refused(404) }
        return job
    }

    /// The job as the service's answer tells of it.
    private func seen(_ job: TranscriptionJob) -> TranscriptionJob {
        var job = job
        if service.holds(.unknownStatus("reticulating")) {
            job.status = flaw == .takesUnknownStatesForEnds ? .failed : .unknown("reticulating")
        }
        if flaw == .failsWithoutReason { job.failure = nil }
        return job
    }

    // MARK: Calls

    private func call<Value: Sendable>(
        mayCreate: Bool = false,
        repeats: Bool = true,
        _ handle: @escaping @Sendable (inout SampleService.State) throws -> Value
    ) async throws -> Value {
        if flaw == .logsTheKey { service.write("calling with \(Self.key)") }
        var attempts = flaw == .triesOnce ? 1 : 3
        while true {
            attempts -= 1
            do {
                return try await service.answer(handle)
            } catch let trouble as SampleService.Trouble {
                let mayRepeat =
                    switch trouble {
                    case .unreachable, .refused(429): true
                    case .lost, .refused(503): repeats
                    case .refused, .unreadable: false
                    }
                if mayRepeat, attempts > 0 { continue }
                throw failure(trouble, mayCreate: mayCreate)
            } catch {
                throw self.error(.cancelled, "The call was cancelled.")
            }
        }
    }

    private func failure(_ trouble: SampleService.Trouble, mayCreate: Bool) -> TranscriptionError {
        switch trouble {
        case .unreachable: error(flaw == .callsSilenceATimeout ? .timeout : .connection, "No one is there.")
        case .refused(401):
            error(flaw == .callsRefusedKeysAFailure ? .providerFailure : .authentication, "The key is refused.")
        case .refused(404): error(flaw == .callsUnknownJobsInvalid ? .invalidRequest : .notFound, "No such job.")
        case .refused(409): error(.conflict, "The key was used for another request.")
        case .refused(429):
            error(flaw == .callsRateLimitsAFailure ? .providerFailure : .rateLimited, "Too many.", isRetryable: true)
        case .refused: error(.providerFailure, "The service fails.", isRetryable: true)
        case .lost: error(mayCreate ? .jobMayExist : .connection, "The answer was lost.", isRetryable: !mayCreate)
        case .unreadable:
            error(
                flaw == .callsUnreadableAnswersAFailure
                    ? .providerFailure : mayCreate ? .jobMayExist : .invalidResponse,
                "The answer is not understood."
            )
        }
    }

    private func error(
        _ code: TranscriptionError.Code,
        _ message: String,
        isRetryable: Bool = false
    ) -> TranscriptionError {
        let told = flaw == .tellsTheKeyInErrors ? "\(message) (\(Self.key))" : message
        return TranscriptionError(code, told, provider: id, isRetryable: isRetryable)
    }
}
