import Steno

extension ConformanceCheck {
    /// What a service refuses, and what is tried again.
    static let errors: [Self] = [
        Self("refused-keys-are-authentication", "A refused key is authentication, not to be tried again.") { probe in
            try await probe.arrange(.keyRefused)
            let request = try await probe.subject.request()
            let error = await probe.error(of: "submit", .authentication) { try await probe.provider.submit(request) }
            probe.expect(error?.isRetryable != true, "an error that is not retryable", saw: "a retryable one")
            await probe.expectCreated(0...0, after: "a refused key")
        },
        Self("an-unreachable-service-is-a-connection-error", "Who cannot be reached has made no job.") { probe in
            try await probe.arrange(.unreachable)
            let request = try await probe.subject.request()
            await probe.error(of: "submit", .connection) { try await probe.provider.submit(request) }
            let id = probe.subject.unknownJob
            await probe.error(of: "job", .connection) { try await probe.provider.job(id) }
            await probe.expectCreated(0...0, after: "an unreachable service")
        },
        Self("rate-limits-are-waited-for", "A create refused for too many requests is sent again, and makes one job.") {
            probe in
            try await probe.arrange(.rateLimitedOnce)
            _ = try await probe.submit()
            await probe.expectCreated(1...1, after: "a create that was refused once")
        },
        Self("lasting-rate-limits-are-told", "Where too many requests are refused on and on, that is the error.") {
            probe in
            try await probe.arrange(.rateLimited)
            let request = try await probe.subject.request()
            let error = await probe.error(of: "submit", .rateLimited) { try await probe.provider.submit(request) }
            if let error, error.code == .rateLimited {
                probe.expect(error.isRetryable, "a retryable error", saw: "one that is not")
            }
            await probe.expectCreated(0...0, after: "refused creates")
        },
        Self("reads-are-repeated", "A read that fails with what may pass is sent again.") { probe in
            let job = try await probe.submit()
            try await probe.arrange(.unavailableOnce)
            let read = try await probe.result(of: "job after a failure that passes") {
                try await probe.provider.job(job.id)
            }
            probe.expect(read.id == job.id, "the job \(job.id)", saw: "\(read.id)")
        },
    ]

    /// What is done when nobody knows whether a service did what it was asked for.
    static let lostAnswers: [Self] = [
        Self("a-lost-answer-makes-one-job", "A create whose answer is lost makes one job, and says so.") { probe in
            try await probe.arrange(.answerLostOnce)
            let hasKey = probe.provider.capabilities.support(for: .idempotencyKey) == .supported
            var request = try await probe.subject.request()
            if hasKey { request.idempotencyKey = "conformance-lost-answer" }
            let asked = request
            let outcome = await probe.outcome(of: "submit", { try await probe.provider.submit(asked) })
            await probe.expectCreated(1...1, after: "a create whose answer was lost")
            guard case .failure(let error) = outcome else { return }
            probe.expect(error.code == .jobMayExist, "success or jobMayExist", saw: "\(error)")
            probe.expect(hasKey || !error.isRetryable, "an error that is not retryable", saw: "a retryable one")
            guard hasKey else { return }
            _ = try await probe.result(of: "submit with the same key") { try await probe.provider.submit(asked) }
            await probe.expectCreated(1...1, after: "a repeated create with the same key")
        },
        Self("a-failing-create-makes-one-job", "A create refused with what may pass never makes two jobs.") { probe in
            try await probe.arrange(.unavailableOnce)
            let request = try await probe.subject.request()
            let outcome = await probe.outcome(of: "submit", { try await probe.provider.submit(request) })
            let created = if case .success = outcome { 1...1 } else { 0...1 }
            await probe.expectCreated(created, after: "a create that failed once")
        },
        Self("a-lost-answer-to-a-read-is-asked-for-again", "Reading does nothing twice, so it is repeated.") { probe in
            let job = try await probe.submit()
            try await probe.arrange(.answerLostOnce)
            _ = try await probe.result(of: "job after a lost answer") { try await probe.provider.job(job.id) }
            await probe.expectCreated(1...1, after: "a repeated read")
        },
        Self(
            "unreadable-answers-are-told",
            "An answer nobody understands is invalidResponse; to a create, jobMayExist."
        ) { probe in
            let job = try await probe.submit()
            try await probe.arrange(.answersUnreadable)
            await probe.error(of: "job", .invalidResponse) { try await probe.provider.job(job.id) }
            await probe.error(of: "transcript", .invalidResponse) { try await probe.provider.transcript(job.id) }
            if probe.provider.capabilities.support(for: .list) == .supported {
                await probe.error(of: "list", .invalidResponse) { try await probe.provider.list(.init()) }
            }
            let request = try await probe.subject.request()
            await probe.error(of: "submit", .jobMayExist) { try await probe.provider.submit(request) }
            await probe.expectCreated(1...2, after: "a create whose answer nobody understands")
        },
    ]
}
