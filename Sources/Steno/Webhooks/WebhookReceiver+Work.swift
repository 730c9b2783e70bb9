import Logging
import Metrics

extension WebhookReceiver {
    /// What is done about an event.
    public typealias Effect = @Sendable (WebhookEvent) async throws -> Void

    /// Works on recorded events until the task is cancelled or ``shutDown()`` is called.
    ///
    /// Events that an earlier run left unfinished come first. Each is worked on once, several at a time. What an effect
    /// throws decides what becomes of its event:
    ///
    /// - ``TranscriptionError`` with code `invalidState` or `notFound`, a claim that the provider did not confirm: it is
    ///   tried again after pauses that grow, eight times in all, as a service may not know at once what it has delivered;
    ///   then it is forgotten, and a genuine delivery of it is new. An effect that throws one of these for a reason of its
    ///   own says the same of its event.
    /// - A ``TranscriptionError`` that is not retryable: it is tried again after ``WebhookEffort/maximumDelay``.
    /// - Any other error: it is tried again after pauses that grow.
    ///
    /// Any other event is never given up: what cannot be worked on is logged each time, and stays in the store.
    ///
    /// Nothing is confirmed here: only an event whose ``WebhookEvent/proof`` is a ``WebhookProof/Kind/signature`` may be
    /// believed as it is. ``run(confirmingWith:_:)`` confirms the others, and is what an effect of one's own needs.
    ///
    /// When the task is cancelled, the effects under way are cancelled with it, and their events are there for the next
    /// run.
    ///
    /// - Parameter effect: What to do about an event.
    /// - Throws: What the store throws when it is asked for the first time. Later it is asked again.
    public func run(_ effect: @escaping Effect) async throws {
        let (id, heard) = wakeUps.listen()
        defer { wakeUps.end(id) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await self.tick() }
            try await self.work(whenever: heard, effect)
        }
    }

    /// Ends each ``run(_:)`` once the effects under way have ended; none begins after it.
    public func shutDown() {
        wakeUps.shutDown()
    }

    /// Wakes the workers regularly, until it is cancelled.
    private func tick() async throws {
        let time = PassedTime(clock)
        let interval = max(effort.interval.sensible, .milliseconds(1))
        while true {
            try await time.sleep(until: time.elapsed + interval)
            wakeUps.ring()
        }
    }

    private func work(whenever heard: AsyncStream<Void>, _ effect: @escaping Effect) async throws {
        let slots = WebhookSlots(effort.concurrency)
        try await withThrowingDiscardingTaskGroup { group in
            var hasClaimed = false
            for await _ in heard where slots.free > 0 && !wakeUps.isShutDown {
                do {
                    // As many as come back are begun at once; each gives a wake-up when it ends, so none is left behind.
                    for claim in try await store.claim(upTo: slots.free, for: effort.lease) {
                        slots.take()
                        group.addTask {
                            await self.work(on: claim, effect)
                            slots.giveBack()
                            self.wakeUps.ring()
                        }
                    }
                    hasClaimed = true
                } catch {
                    guard hasClaimed else { throw error }
                    logger.error("webhook events cannot be read from the store", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private func work(on claim: WebhookClaim, _ effect: @escaping Effect) async {
        let event = claim.event
        switch await outcome(of: effect, on: event) {
        case .success:
            report("finished", event, .debug)
            await settle(event) { try await $0.finish(claim) }
        case .failure(let error as TranscriptionError) where [.invalidState, .notFound].contains(error.code):
            if let pause = effort.pause(afterDoubtOfAttempt: claim.attempt) {
                report("postponed", event, .info, error)
                await settle(event) { try await $0.postpone(claim, for: pause) }
            } else {
                report("released", event, .notice, error)
                await settle(event) { try await $0.release(claim) }
            }
        case .failure(let error) where Task.isCancelled:
            report("interrupted", event, .debug, error)
            await settle(event) { try await $0.postpone(claim, for: .zero) }
        case .failure(let error):
            report("postponed", event, .warning, error)
            let pause = effort.pause(after: error, attempt: claim.attempt)
            await settle(event) { try await $0.postpone(claim, for: pause) }
        }
    }

    /// What an effect comes to.
    ///
    /// It is cancelled when its time is over, and what it comes to then counts.
    private func outcome(of effect: @escaping Effect, on event: WebhookEvent) async -> Result<Void, any Error> {
        let time = PassedTime(clock)
        let limit = effort.timeLimit.sensible
        return await withTaskGroup(of: Result<Void, any Error>?.self) { group in
            group.addTask {
                do {
                    return .success(try await effect(event))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await time.sleep(until: limit)
                return nil
            }
            defer { group.cancelAll() }
            if let outcome = await group.next() ?? nil { return outcome }
            group.cancelAll()
            let outcome = await group.next() ?? nil
            if case .failure(let error) = outcome, !Task.isCancelled {
                let message = "Working on the event took more than \(limit)."
                return .failure(TranscriptionError(.timeout, message, isRetryable: true, underlying: error))
            }
            return outcome ?? .failure(CancellationError())
        }
    }

    /// Tells the store what became of an event, in a task of its own: a cancelled one might not be let through, and the
    /// effect would come twice.
    private func settle(_ event: WebhookEvent, _ change: @escaping @Sendable (any WebhookStore) async throws -> Void)
        async
    {
        await Task { [self] in
            let time = PassedTime(clock)
            for attempt in 1...3 {
                do {
                    return try await change(store)
                } catch {
                    report("not settled in the store", event, .error, error)
                    if attempt < 3 { try? await time.sleep(until: time.elapsed + effort.baseDelay.sensible) }
                }
            }
        }.value
    }

    private func report(_ outcome: String, _ event: WebhookEvent, _ level: Logger.Level, _ error: (any Error)? = nil) {
        var metadata = event.logged
        if let error { metadata["error"] = "\(error)" }
        logger.log(level: level, "a webhook event was \(outcome)", metadata: metadata)
        Counter(
            label: "steno.webhooks.events",
            dimensions: [("provider", event.provider.rawValue), ("outcome", outcome)]
        ).increment()
    }
}
