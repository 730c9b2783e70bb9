import Steno

extension ConformanceCheck {
    /// The life of a job, from its creation to its transcript.
    static let life: [Self] = [
        Self("submit-returns-a-job", "Submitting returns one job, with an id and this provider's name.") { probe in
            let job = try await probe.submit()
            probe.expect(!job.id.rawValue.isEmpty, "the job to have an id", saw: "an empty one")
            probe.expect(
                job.provider == probe.provider.id,
                "the job to be of \(probe.provider.id)",
                saw: "\(job.provider)"
            )
            probe.expect(
                [.queued, .running, .completed].contains(job.status),
                "a new job to be queued, running or completed",
                saw: "\(job.status)"
            )
            await probe.expectCreated(1...1, after: "submit")
        },
        Self("jobs-complete", "A job is found by its id until it has completed, and has a transcript then.") { probe in
            let submitted = try await probe.submit()
            let job = try await probe.ended(submitted.id)
            probe.expect(job.status == .completed, "the job to complete", saw: probe.state(of: job))
            probe.expect(job.id == submitted.id, "the job asked for, \(submitted.id)", saw: "\(job.id)")
            probe.expect(job.failure == nil, "a completed job to have no failure", saw: "\(job.failure as Any)")
            let transcript = try await probe.result(of: "transcript") { try await probe.provider.transcript(job.id) }
            probe.check(transcript)
        },
        Self("progress-is-a-share", "Progress is a share from 0 to 1, and dates are in order.") { probe in
            let job = try await probe.ended(try await probe.submit().id)
            if let progress = job.progress {
                probe.expect((0...1).contains(progress), "progress from 0 to 1", saw: "\(progress)")
            }
            let dates = [job.createdAt, job.startedAt, job.finishedAt].compactMap(\.self)
            probe.expect(dates == dates.sorted(), "creation, start and end in order", saw: "\(dates)")
        },
        Self("updates-end-with-the-job", "Where a provider reports by itself, its reports end with the end.") { probe in
            let submitted = try await probe.submit()
            let updates = try await probe.result(of: "updates") {
                try await probe.provider.updates(of: submitted.id)
            }
            guard let updates else { throw probe.skip("the provider is asked for states, and reports none") }
            var states: [JobStatus] = []
            for try await job in updates {
                probe.expect(job.id == submitted.id, "reports about \(submitted.id)", saw: "\(job.id)")
                states.append(job.status)
            }
            probe.expect(
                states.last?.isTerminal == true && !states.dropLast().contains(where: \.isTerminal),
                "one terminal state, the last",
                saw: "\(states)"
            )
        },
        Self("no-transcript-before-the-end", "Until a job has completed, its transcript is an invalidState.") { probe in
            try await probe.arrange(.jobsDoNotEnd)
            let job = try await probe.submit()
            try await probe.subject.proceed()
            await probe.error(of: "transcript", .invalidState) { try await probe.provider.transcript(job.id) }
        },
        Self("failed-jobs-say-why", "A failed job has a failure, which asking for its transcript throws.") { probe in
            try await probe.arrange(.jobsFail)
            let job = try await probe.ended(try await probe.submit().id)
            probe.expect(job.status == .failed, "the job to fail", saw: "\(job.status)")
            probe.expect(job.failure?.message.isEmpty == false, "a failure with a message", saw: "none")
            let outcome = await probe.outcome(of: "transcript") { try await probe.provider.transcript(job.id) }
            switch outcome {
            case .success: probe.fail("transcript of a failed job to throw", saw: "a transcript")
            case .failure(let error):
                probe.expect(
                    error.code == job.failure?.code,
                    "the code of the job's failure, \(job.failure?.code.rawValue ?? "none")",
                    saw: "\(error.code)"
                )
                probe.expect(error.job?.id == job.id, "the error to hold the job", saw: "\(error.job?.id as Any)")
            }
        },
        Self("unknown-jobs-are-not-found", "A job that is not there is notFound, whatever is asked of it.") { probe in
            let id = probe.subject.unknownJob
            await probe.error(of: "job", .notFound) { try await probe.provider.job(id) }
            await probe.error(of: "transcript", .notFound) { try await probe.provider.transcript(id) }
            if probe.provider.capabilities.support(for: .cancel) == .supported {
                await probe.error(of: "cancel", .notFound) { try await probe.provider.cancel(id) }
            }
        },
        Self("ids-are-data", "An id is never taken for a path: a strange one is notFound or invalidRequest.") { probe in
            let job = try await probe.submit()
            for id in [
                "", ".", "..", "../\(job.id)", "\(job.id)/../\(job.id)", "a b?c#d", "\u{0}", "%2e%2e", "ü/\r\nx: y",
            ] {
                let call = "job(\(id.debugDescription))"
                await probe.error(of: call, .notFound, .invalidRequest) {
                    try await probe.provider.job(JobID(rawValue: id))
                }
            }
        },
    ]
}

extension ConformanceProbe {
    /// A job's state, and why it is in it.
    func state(of job: TranscriptionJob) -> String {
        job.failure.map { "\(job.status): \($0.code): \($0)" } ?? "\(job.status)"
    }

    /// Checks what every transcript has to be.
    func check(_ transcript: Transcript) {
        expect(!transcript.text.isEmpty, "a transcript with text", saw: "an empty one")
        for segment in transcript.segments {
            expect(
                segment.start >= 0 && segment.start <= segment.end,
                "a segment's start before its end",
                saw: "\(segment.start) to \(segment.end)"
            )
        }
        for word in transcript.words {
            expect(
                word.start >= 0 && word.start <= word.end,
                "a word's start before its end",
                saw: "\(word.start) to \(word.end)"
            )
        }
        let starts = transcript.segments.map(\.start)
        expect(starts == starts.sorted(), "segments in the order of their starts", saw: "\(starts)")
        let labels = Set(transcript.speakers.map(\.label))
        let used = Set(transcript.segments.compactMap(\.speaker) + transcript.words.compactMap(\.speaker))
        expect(used.isSubset(of: labels), "every speaker in the list \(labels.sorted())", saw: "\(used.sorted())")
        if let duration = transcript.duration, let last = transcript.segments.map(\.end).max() {
            expect(duration >= 0 && last <= duration + 1, "segments within \(duration) s", saw: "one to \(last) s")
        }
    }
}
