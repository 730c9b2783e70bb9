import Synchronization

/// Wakes whoever works on recorded events when there may be something to do.
///
/// Wake-ups that come while nobody listens, or faster than they are heard, count as one.
final class WebhookWakeUps: Sendable {
    private struct State {
        var lastID = 0
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var isShutDown = false
    }

    private let state = Mutex(State())

    /// Whether all listening has ended; a wake-up from before may still be heard.
    var isShutDown: Bool { state.withLock { $0.isShutDown } }

    /// Begins to listen; the first wake-up is there already.
    func listen() -> (id: Int, wakeUps: AsyncStream<Void>) {
        let (wakeUps, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        let (id, isShutDown) = state.withLock { state in
            state.lastID += 1
            if !state.isShutDown { state.listeners[state.lastID] = continuation }
            return (state.lastID, state.isShutDown)
        }
        if isShutDown { continuation.finish() }
        return (id, wakeUps)
    }

    /// Wakes everyone.
    func ring() {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
    }

    /// Stops listening.
    func end(_ id: Int) {
        state.withLock { $0.listeners.removeValue(forKey: id) }?.finish()
    }

    /// Ends all listening, for ever.
    func shutDown() {
        let listeners = state.withLock { state in
            defer { state.listeners = [:] }
            state.isShutDown = true
            return state.listeners.values
        }
        for listener in listeners { listener.finish() }
    }
}
