import ArgumentParser
import Dispatch
import Foundation

/// Ctrl-C and the other wishes that the process ends.
enum Interrupt {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// Does work that the first signal cancels.
    ///
    /// The work is expected to end soon after, in order; a second signal ends the process at once.
    static func guarding(_ console: Console, _ work: @escaping @Sendable () async throws -> Void) async throws {
        let (isGuarded, begin) = AsyncStream<Void>.makeStream()
        // Not before the signals are caught: the first one must not find the work begun and itself deadly.
        let task = Task {
            for await _ in isGuarded {}
            try Task.checkCancellation()
            try await work()
        }
        let stop = Stop()
        let sources = signals.compactMap { number -> (any DispatchSourceSignal)? in
            // A process that was started to ignore a signal, as by nohup, goes on ignoring it.
            guard !ignores(number) else { return nil }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                guard stop.request() else {
                    Temporaries.removeAll()
                    _exit(ExitCode.interrupted.rawValue)
                }
                task.cancel()
                if Terminal.canRedraw { console.note("stopping; Ctrl-C again stops at once") }
            }
            source.activate()
            return source
        }
        defer { for source in sources { source.cancel() } }
        begin.finish()
        try await task.value
    }

    /// Keeps the signal from ending the process, and tells whether it was ignored already.
    private static func ignores(_ number: Int32) -> Bool {
        let former = signal(number, SIG_IGN)
        return unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
