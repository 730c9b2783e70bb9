import Steno
import Synchronization

extension ConformanceCheck {
    /// A call that is cancelled ends at once, whatever it waits for.
    static let cancellation: [Self] = [
        Self("calls-can-be-cancelled", "A call ends at once when its task is cancelled, however long the answer takes.")
        { probe in
            let job = try await probe.submit()
            let request = try await probe.subject.request()
            try await probe.arrange(.noAnswer)
            let provider = probe.provider
            await probe.cancel("job", .cancelled) { _ = try await provider.job(job.id) }
            await probe.cancel("transcript", .cancelled) { _ = try await provider.transcript(job.id) }
            if provider.capabilities.support(for: .list) == .supported {
                await probe.cancel("list", .cancelled) { _ = try await provider.list(.init()) }
            }
            await probe.cancel("submit", .cancelled, .jobMayExist) { _ = try await provider.submit(request) }
            await probe.expectCreated(1...2, after: "a create that was cancelled")
        }
    ]
}

extension ConformanceProbe {
    /// Cancels a call that is under way, and sees whether it ends.
    fileprivate func cancel(
        _ call: String,
        _ codes: TranscriptionError.Code...,
        body: @escaping @Sendable () async throws -> Void
    ) async {
        let sent = await subject.sentRequests()
        let hasEnded = Mutex(false)
        let task = Task {
            defer { hasEnded.withLock { $0 = true } }
            try await body()
        }
        if let sent {
            while await subject.sentRequests() ?? .max <= sent, !Task.isCancelled {
                if hasEnded.withLock({ $0 }) { break }
                await Task.yield()
            }
        }
        for _ in 0..<20 { await Task.yield() }
        task.cancel()
        let outcome = await outcome(of: "the cancelled \(call)") { [battery] in
            do {
                try await firstOutcome(of: { try await task.value }) {
                    try await battery.clock.sleep(for: battery.cancellationLimit)
                    throw Unended()
                }
            } catch is Unended {
                fail("\(call) to end within \(battery.cancellationLimit) of being cancelled", saw: "it went on")
            }
        }
        if case .failure(let error) = outcome {
            let names = codes.map(\.rawValue).joined(separator: " or ")
            expect(codes.contains(error.code), "the cancelled \(call) to throw \(names)", saw: "\(error)")
        } else {
            note(skipped: "\(call) ended before it was cancelled")
        }
    }
}
