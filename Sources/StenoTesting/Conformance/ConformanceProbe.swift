import Steno
import Synchronization

/// One check under way: what it does to its subject, and what it notes.
final class ConformanceProbe: Sendable {
    /// What a check has noted.
    struct Findings {
        var failures: [ConformanceReport.Failure] = []
        var skipped: [ConformanceReport.Skip] = []
        /// Whether the check as a whole could not be made.
        var isSkipped = false
    }

    /// Ends a check of which everything has been noted.
    struct Stop: Error {}

    /// Ends a check that takes too long.
    struct Unended: Error {}

    private struct State {
        var findings = Findings()
        var evidence: [(source: String, text: String)] = []
    }

    let check: ConformanceCheck
    let subject: any ConformanceSubject
    let provider: any TranscriptionProvider
    let battery: ConformanceBattery
    private let state = Mutex(State())

    init(check: ConformanceCheck, subject: any ConformanceSubject, battery: ConformanceBattery) {
        self.check = check
        self.subject = subject
        self.battery = battery
        provider = subject.provider
    }

    var findings: Findings { state.withLock { $0.findings } }

    // MARK: Noting

    func fail(_ expectation: String, saw observed: String) {
        let failure = ConformanceReport.Failure(
            check: check.id,
            expectation: expectation,
            observed: withoutSecrets(observed)
        )
        state.withLock { $0.findings.failures.append(failure) }
    }

    func expect(_ isMet: Bool, _ expectation: String, saw observed: @autoclosure () -> String) {
        if !isMet { fail(expectation, saw: observed()) }
    }

    /// Notes that a part of the check cannot be made.
    func note(skipped reason: String) {
        let skip = ConformanceReport.Skip(check: check.id, reason: reason)
        state.withLock { $0.findings.skipped.append(skip) }
    }

    /// Ends the check, which cannot be made.
    func skip(_ reason: String) -> Stop {
        note(skipped: reason)
        state.withLock { $0.findings.isSkipped = true }
        return Stop()
    }

    private func keep(_ text: String, from source: String) {
        state.withLock { $0.evidence.append((source, text)) }
    }

    // MARK: Doing

    func arrange(_ situation: ConformanceSituation) async throws {
        guard try await subject.arrange(situation) else {
            throw skip("the subject cannot arrange the situation \(situation)")
        }
    }

    /// Makes a call that has to succeed.
    ///
    /// - Throws: ``Stop`` when it did not.
    func result<Value: Sendable>(of call: String, _ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await body()
            keep(value, from: call)
            return value
        } catch {
            keep(ConformanceEvidence.text(of: error), from: "the error of \(call)")
            if error is CancellationError, Task.isCancelled { throw error }
            fail("\(call) to succeed", saw: "\(error)")
            throw Stop()
        }
    }

    /// Makes a call that has to fail with one of some codes.
    ///
    /// - Returns: The error, or nil where there was none or it was of another type.
    @discardableResult
    func error<Value: Sendable>(
        of call: String,
        _ codes: TranscriptionError.Code...,
        body: () async throws -> Value
    ) async -> TranscriptionError? {
        let wanted = "\(call) to throw \(codes.map(\.rawValue).joined(separator: " or "))"
        switch await outcome(of: call, body) {
        case .success(let value):
            fail(wanted, saw: "success: \(value)")
            return nil
        case .failure(let error):
            expect(codes.contains(error.code), wanted, saw: "\(error)")
            return error
        }
    }

    /// Makes a call that may succeed or fail; when it fails, with the one type of error.
    func outcome<Value: Sendable>(
        of call: String,
        _ body: () async throws -> Value
    ) async -> Result<Value, TranscriptionError> {
        do {
            let value = try await body()
            keep(value, from: call)
            return .success(value)
        } catch {
            keep(ConformanceEvidence.text(of: error), from: "the error of \(call)")
            guard let known = error as? TranscriptionError else {
                fail("\(call) to throw nothing but TranscriptionError", saw: "\(type(of: error)): \(error)")
                return .failure(TranscriptionError(.providerFailure, "An error of another type.", underlying: error))
            }
            expect(!known.message.isEmpty, "the error of \(call) to have a message", saw: "none")
            expect(
                known.provider == provider.id,
                "the error of \(call) to name the provider \(provider.id)",
                saw: known.provider.map { "\($0)" } ?? "none"
            )
            return .failure(known)
        }
    }

    private func keep(_ value: some Sendable, from call: String) {
        if let job = value as? TranscriptionJob {
            keep(ConformanceEvidence.text(of: job), from: "the job of \(call)")
        } else if let page = value as? JobPage {
            for job in page.jobs { keep(ConformanceEvidence.text(of: job), from: "a job of \(call)") }
        } else {
            keep(ConformanceEvidence.text(ofValue: value), from: "the result of \(call)")
        }
    }

    /// Submits a request that has to be accepted.
    func submit(_ change: (inout TranscriptionRequest) -> Void = { _ in }) async throws -> TranscriptionJob {
        var request = try await subject.request()
        change(&request)
        return try await result(of: "submit") { try await provider.submit(request) }
    }

    /// Waits for the end of a job.
    func ended(_ id: JobID) async throws -> TranscriptionJob {
        let updates = try await result(of: "updates") { try await self.provider.updates(of: id) }
        if let updates {
            do {
                for try await job in updates where job.status.isTerminal { return job }
            } catch let error as TranscriptionError where error.isRetryable {
                keep(ConformanceEvidence.text(of: error), from: "the error of updates")
            }
        }
        while true {
            let job = try await result(of: "job") { try await provider.job(id) }
            if job.status.isTerminal { return job }
            try Task.checkCancellation()
            try await subject.proceed()
        }
    }

    /// Expects that the service has made as many jobs, where the subject can tell.
    func expectCreated(_ counts: ClosedRange<Int>, after call: String) async {
        guard let created = await subject.createdJobs() else { return }
        let wanted = counts.lowerBound == counts.upperBound ? "\(counts.lowerBound)" : "at most \(counts.upperBound)"
        expect(counts.contains(created), "\(wanted) job(s) to be made after \(call)", saw: "\(created)")
    }

    // MARK: Secrets

    /// Looks for the subject's secrets in all that the check got to see.
    func lookForSecrets() async {
        guard !subject.secrets.isEmpty else { return }
        keep(await subject.output(), from: "the log")
        let evidence = state.withLock { $0.evidence }
        for secret in subject.secrets {
            let forms = ConformanceEvidence.forms(of: secret)
            for (source, text) in evidence where forms.contains(where: text.contains) {
                fail("no secret in \(source)", saw: "one")
            }
        }
    }

    private func withoutSecrets(_ text: String) -> String {
        var text = text
        for form in subject.secrets.flatMap(ConformanceEvidence.forms(of:)) {
            text = text.replacing(form, with: "<secret>")
        }
        return text.count > 500 ? text.prefix(500) + "…" : text
    }
}
