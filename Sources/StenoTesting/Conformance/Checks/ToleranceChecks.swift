import Steno

extension ConformanceCheck {
    /// What no document knows yet does no harm.
    static let tolerance: [Self] = [
        Self("unknown-states-are-kept", "A state nobody knows is kept as it came, and is no end.") { probe in
            let job = try await probe.submit()
            try await probe.arrange(.unknownStatus("reticulating"))
            let read = try await probe.result(of: "job in an unknown state") { try await probe.provider.job(job.id) }
            probe.expect(read.status == .unknown("reticulating"), "the state `reticulating`", saw: "\(read.status)")
            await probe.error(of: "transcript", .invalidState) { try await probe.provider.transcript(job.id) }
            if probe.provider.capabilities.support(for: .list) == .supported {
                let page = try await probe.result(of: "list") { try await probe.provider.list(.init()) }
                probe.expect(page.jobs.contains { $0.id == job.id }, "the job \(job.id)", saw: "\(page.jobs.map(\.id))")
            }
        },
        Self("a-new-job-in-an-unknown-state-is-a-job", "A create is not repeated for a state nobody knows.") { probe in
            try await probe.arrange(.unknownStatus("reticulating"))
            let job = try await probe.submit()
            probe.expect(!job.status.isTerminal, "a job that has not ended", saw: "\(job.status)")
            await probe.expectCreated(1...1, after: "submit")
        },
        Self("unknown-fields-are-passed-over", "Members nobody knows change nothing.") { probe in
            let ended = try await probe.ended(try await probe.submit().id)
            let before = try await probe.result(of: "transcript") { try await probe.provider.transcript(ended.id) }
            try await probe.arrange(.unknownFields)
            let after = try await probe.result(of: "transcript with unknown fields") {
                try await probe.provider.transcript(ended.id)
            }
            probe.expect(after == before, "the same transcript", saw: "another")
            let job = try await probe.result(of: "job with unknown fields") { try await probe.provider.job(ended.id) }
            probe.expect(job.status == ended.status, "the state \(ended.status)", saw: "\(job.status)")
            let made = try await probe.submit()
            probe.expect(!made.id.rawValue.isEmpty, "a job with an id", saw: "an empty one")
        },
    ]

    /// Secrets are in nothing that can be printed.
    static let secrecy: [Self] = [
        Self("secrets-stay-home", "The key is in no description of the provider, its jobs, its errors or its log.") {
            probe in
            guard !probe.subject.secrets.isEmpty else { throw probe.skip("the subject names no secrets") }
            _ = try await probe.result(of: "the provider") { ConformanceEvidence.text(of: probe.provider) }
            let job = try await probe.ended(try await probe.submit().id)
            _ = try await probe.result(of: "transcript") { try await probe.provider.transcript(job.id) }
            let unknown = probe.subject.unknownJob
            _ = await probe.outcome(of: "job") { try await probe.provider.job(unknown) }
            if try await probe.subject.arrange(.keyRefused) {
                _ = await probe.outcome(of: "job") { try await probe.provider.job(unknown) }
            }
        }
    ]
}
