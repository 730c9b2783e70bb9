import Foundation

/// Shows the progress of some work on the console ten times a second while it lasts.
struct ProgressDisplay: Sendable {
    let console: Console
    /// The state of the work now, given the seconds passed.
    let bar: @Sendable (Double) -> ProgressBar

    /// Does the work; the line of progress is gone when it returns.
    func during<Value: Sendable>(_ work: () async throws -> Value) async rethrows -> Value {
        guard console.showsProgress else { return try await work() }
        let ticker = Task {
            let start = ContinuousClock.now
            // Ends when the task is cancelled, because then the sleep throws.
            while (try? await Task.sleep(for: .milliseconds(100))) != nil {
                let passed = ContinuousClock.now - start
                console.draw(bar(passed / .seconds(1)))
            }
        }
        do {
            let value = try await work()
            await end(ticker)
            return value
        } catch {
            await end(ticker)
            throw error
        }
    }

    private func end(_ ticker: Task<Void, Never>) async {
        ticker.cancel()
        await ticker.value
        console.clear()
    }
}
