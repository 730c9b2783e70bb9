import Synchronization

/// Runs work in a task of its own and returns as soon as the work ends, the alarm throws or the caller is cancelled.
///
/// Work that does not end when it is cancelled, such as a call that hangs, is left behind: the caller does not wait for it.
///
/// - Throws: What the work or the alarm throws; `CancellationError` when the caller is cancelled.
package func firstOutcome<Value: Sendable>(
    of work: @escaping @Sendable () async throws -> Value,
    before alarm: (@Sendable () async throws -> Void)?
) async throws -> Value {
    let outcome = Outcome<Value>()
    let working = Task {
        do {
            outcome.settle(.success(try await work()))
        } catch {
            outcome.settle(.failure(error))
        }
    }
    let alarming = alarm.map { alarm in
        Task {
            do {
                try await alarm()
            } catch {
                outcome.settle(.failure(error))
            }
        }
    }
    defer {
        working.cancel()
        alarming?.cancel()
    }
    return try await withTaskCancellationHandler {
        try await outcome.value
    } onCancel: {
        outcome.settle(.failure(CancellationError()))
    }
}

/// A result that is set once and awaited once.
private final class Outcome<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, any Error>)
        case settled(Result<Value, any Error>)
    }

    private let state = Mutex(State.open)

    /// Sets the result; later ones are dropped.
    func settle(_ result: Result<Value, any Error>) {
        let waiting: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .open:
                state = .settled(result)
                return nil
            case .awaited(let continuation):
                state = .settled(result)
                return continuation
            case .settled:
                return nil
            }
        }
        waiting?.resume(with: result)
    }

    var value: Value {
        get async throws {
            try await withCheckedThrowingContinuation { continuation in
                let settled: Result<Value, any Error>? = state.withLock { state in
                    if case .settled(let result) = state { return result }
                    state = .awaited(continuation)
                    return nil
                }
                if let settled { continuation.resume(with: settled) }
            }
        }
    }
}
