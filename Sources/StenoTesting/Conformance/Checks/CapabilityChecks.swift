import Steno

extension ConformanceCheck {
    /// Capabilities are honest: what is unsupported is refused, and what is supported works.
    static let capabilities: [Self] = [
        Self("unsupported-options-are-refused", "An unsupported option is refused before anything is sent.") { probe in
            let options = OptionProbe(probe)
            let sent = await probe.subject.sentRequests()
            for option in options.unsupported {
                var request = try await probe.subject.request()
                guard options.use(option, in: &request) else { continue }
                request.options.unsupported = .refuse
                let asked = request
                let error = await probe.error(of: "submit with \(option)", .unsupportedOption) {
                    try await probe.provider.submit(asked)
                }
                guard let error, error.code == .unsupportedOption else { continue }
                let name = OptionProbe.property(option)
                probe.expect(
                    error.message.contains(name) && error.message.contains(probe.provider.id.rawValue),
                    "a message that names `\(name)` and \(probe.provider.id)",
                    saw: error.message
                )
            }
            await probe.expectNothingSent(since: sent)
        },
        Self("unsupported-options-are-left-out", "By best effort, what is left out is in the job's warnings.") {
            probe in
            let options = OptionProbe(probe)
            // A language has to be named to those who detect none.
            for option in options.unsupported where option != .automaticLanguage {
                var request = try await probe.subject.request()
                guard options.use(option, in: &request) else { continue }
                request.options.unsupported = .bestEffort
                let asked = request
                let job = try await probe.result(of: "submit with \(option) by best effort") {
                    try await probe.provider.submit(asked)
                }
                probe.expect(
                    job.warnings.contains { $0.option == option && !$0.message.isEmpty },
                    "a warning about \(option)",
                    saw: "\(job.warnings)"
                )
            }
        },
        Self("supported-options-are-honoured", "A supported option is accepted without a warning.") { probe in
            let options = OptionProbe(probe)
            for option in options.supported {
                var request = try await probe.subject.request()
                guard options.use(option, in: &request) else {
                    probe.note(skipped: "the subject does not say how to ask for \(option)")
                    continue
                }
                request.options.unsupported = .refuse
                let asked = request
                let outcome = await probe.outcome(of: "submit with \(option)") {
                    try await probe.provider.submit(asked)
                }
                switch outcome {
                case .success(let job):
                    probe.expect(
                        !job.warnings.contains { $0.option == option },
                        "no warning about \(option), which is supported",
                        saw: "\(job.warnings)"
                    )
                case .failure(let error): probe.fail("submit with \(option) to succeed", saw: "\(error)")
                }
            }
        },
        Self("references-come-back", "A client reference and metadata, where supported, come back.") { probe in
            let capabilities = probe.provider.capabilities
            let keepsReference = capabilities.support(for: .clientReference) == .supported
            let keepsMetadata = capabilities.support(for: .metadata) == .supported
            guard keepsReference || keepsMetadata else { throw probe.skip("the provider keeps neither") }
            let submitted = try await probe.submit { request in
                if keepsReference { request.clientReference = "conformance-7" }
                if keepsMetadata { request.metadata = ["meeting": "7"] }
            }
            let read = try await probe.result(of: "job") { try await probe.provider.job(submitted.id) }
            if keepsMetadata {
                for job in [submitted, read] {
                    probe.expect(job.metadata["meeting"] == "7", "the metadata", saw: "\(job.metadata)")
                }
            }
            guard keepsReference else { return }
            let reference = submitted.clientReference
            probe.expect(reference == "conformance-7", "the client reference", saw: "\(reference as Any)")
            guard let reference = read.clientReference else {
                return probe.note(skipped: "the service does not repeat client references")
            }
            probe.expect(reference == "conformance-7", "the client reference", saw: reference)
        },
        Self("unsupported-audio-is-refused", "Audio by a way that is not taken is refused.") { probe in
            let sent = await probe.subject.sentRequests()
            for kind in AudioSource.Kind.allCases where !probe.provider.capabilities.audioSources.contains(kind) {
                var request = try await probe.subject.request()
                request.audio = .any(kind)
                // There is nothing left to transcribe, so no effort helps.
                for policy in [TranscriptionOptions.UnsupportedPolicy.refuse, .bestEffort] {
                    request.options.unsupported = policy
                    let asked = request
                    await probe.error(of: "submit of audio by \(kind)", .unsupportedOption) {
                        try await probe.provider.submit(asked)
                    }
                }
            }
            await probe.expectNothingSent(since: sent)
        },
        Self("supported-audio-is-taken", "Audio by every way that is taken makes a job.") { probe in
            for kind in AudioSource.Kind.allCases where probe.provider.capabilities.audioSources.contains(kind) {
                guard let audio = try await probe.subject.audio(by: kind) else {
                    probe.note(skipped: "the subject has no audio by \(kind)")
                    continue
                }
                let job = try await probe.submit { $0.audio = audio }
                let ended = try await probe.ended(job.id)
                probe.expect(
                    ended.status == .completed,
                    "a job with audio by \(kind) to complete",
                    saw: probe.state(of: ended)
                )
            }
        },
        Self("languages-are-checked", "Languages that are not in the list, or too many, are refused.") { probe in
            let capabilities = probe.provider.capabilities
            guard capabilities.support(for: .languageHints) != .unsupported else {
                throw probe.skip("the provider takes no language hints")
            }
            let sent = await probe.subject.sentRequests()
            if capabilities.languages != nil {
                var request = try await probe.subject.request()
                request.options.language = .hints(["xx-conformance"])
                let asked = request
                await probe.error(of: "submit with an unknown language", .unsupportedOption) {
                    try await probe.provider.submit(asked)
                }
            }
            if let maximum = capabilities.maximumLanguages {
                var request = try await probe.subject.request()
                let known = capabilities.languages?.sorted() ?? ["en"]
                request.options.language = .hints((0...maximum).map { known[$0 % known.count] })
                let asked = request
                await probe.error(of: "submit with \(maximum + 1) languages", .unsupportedOption, .invalidRequest) {
                    try await probe.provider.submit(asked)
                }
            }
            await probe.expectNothingSent(since: sent)
        },
        Self("unsupported-operations-are-refused", "An operation that is not there says so.") { probe in
            let capabilities = probe.provider.capabilities
            let job = try await probe.submit()
            let sent = await probe.subject.sentRequests()
            if capabilities.support(for: .cancel) == .unsupported {
                await probe.error(of: "cancel", .unsupportedOperation) { try await probe.provider.cancel(job.id) }
            }
            if capabilities.support(for: .delete) == .unsupported {
                await probe.error(of: "delete", .unsupportedOperation) { try await probe.provider.delete(job.id) }
            }
            if capabilities.support(for: .list) == .unsupported {
                await probe.error(of: "list", .unsupportedOperation) { try await probe.provider.list(.init()) }
            }
            await probe.expectNothingSent(since: sent)
        },
        Self("jobs-can-be-cancelled", "A cancelled job ends; one that has ended stays as it is.") { probe in
            let support = probe.provider.capabilities.support(for: .cancel)
            guard support != .unsupported else { throw probe.skip("the provider cannot cancel") }
            let completed = try await probe.ended(try await probe.submit().id)
            try await probe.needs(.cancel) { _ = try await probe.provider.cancel(completed.id) }
            let after = try await probe.result(of: "cancel of an ended job") {
                try await probe.provider.cancel(completed.id)
            }
            probe.expect(
                after.status == completed.status,
                "the job to stay \(completed.status)",
                saw: "\(after.status)"
            )
            try await probe.arrange(.jobsDoNotEnd)
            let id = try await probe.submit().id
            switch await probe.outcome(of: "cancel", { try await probe.provider.cancel(id) }) {
            case .success(let job):
                guard !job.status.isTerminal else {
                    return probe.expect(job.status == .cancelled, "a cancelled job", saw: "\(job.status)")
                }
                let ended = try await probe.ended(id)
                probe.expect(ended.status == .cancelled, "a cancelled job", saw: "\(ended.status)")
            case .failure(let error):
                // Where it is not known whether jobs can be cancelled, the provider may find that this one cannot.
                let refusals: [TranscriptionError.Code] = [.invalidState, .unsupportedOperation]
                let isAllowed = support == .unknown && refusals.contains(error.code)
                probe.expect(isAllowed, "cancel to end the job", saw: "\(error)")
            }
        },
        Self("jobs-can-be-deleted", "A deleted job is gone, and deleting it again succeeds.") { probe in
            guard probe.provider.capabilities.support(for: .delete) != .unsupported else {
                throw probe.skip("the provider cannot delete")
            }
            let job = try await probe.ended(try await probe.submit().id)
            try await probe.needs(.delete) { try await probe.provider.delete(job.id) }
            try await probe.result(of: "delete") { try await probe.provider.delete(job.id) }
            await probe.error(of: "job after its deletion", .notFound) { try await probe.provider.job(job.id) }
            try await probe.result(of: "a second delete") { try await probe.provider.delete(job.id) }
            let unknown = probe.subject.unknownJob
            try await probe.result(of: "delete of no job") { try await probe.provider.delete(unknown) }
        },
        Self("idempotency-keys-are-kept", "A key used again returns the first job; for another body, a conflict.") {
            probe in
            guard probe.provider.capabilities.support(for: .idempotencyKey) == .supported else {
                throw probe.skip("the provider knows no idempotency key")
            }
            let first = try await probe.submit { $0.idempotencyKey = "conformance-key" }
            let second = try await probe.submit { $0.idempotencyKey = "conformance-key" }
            probe.expect(first.id == second.id, "the first job, \(first.id)", saw: "\(second.id)")
            await probe.expectCreated(1...1, after: "two creates with one key")
            var request = try await probe.subject.request()
            request.idempotencyKey = "conformance-key"
            let options = OptionProbe(probe)
            let others: [RequestOption] = [.vocabulary, .metadata, .speakerDiarization, .wordTiming]
            let change = others.first(where: options.supported.contains)
            guard let change, options.use(change, in: &request) else { return }
            let asked = request
            await probe.error(of: "submit of another request with the same key", .conflict) {
                try await probe.provider.submit(asked)
            }
        },
    ]
}

extension OptionProbe {
    fileprivate init(_ probe: ConformanceProbe) {
        self.init(subject: probe.subject, capabilities: probe.provider.capabilities)
    }
}

extension ConformanceProbe {
    /// Ends the check where it is not known whether an operation is there, and it turns out not to be for this job.
    ///
    /// That is so with a provider that has others do its work, of which some can and some cannot.
    fileprivate func needs(_ operation: Capabilities.Operation, _ call: () async throws -> Void) async throws {
        guard provider.capabilities.support(for: operation) == .unknown else { return }
        do {
            try await call()
        } catch let error as TranscriptionError where error.code == .unsupportedOperation {
            throw skip("the provider cannot \(operation) this job")
        } catch {
            // Whether the call has to succeed is seen when it is made again.
        }
    }

    /// Expects that no request was sent since there were so many, where the subject can tell.
    func expectNothingSent(since sent: Int?) async {
        guard let sent, let now = await subject.sentRequests() else { return }
        expect(now == sent, "nothing to be sent", saw: "\(now - sent) request(s)")
    }
}
