import Foundation

/// Runs long blocking work on a thread of its own, because it would starve Swift's small pool of threads.
enum BackgroundThread {
    /// 8 MiB, what a main thread has: whisper.cpp and FFmpeg were written for that.
    private static let stackSize = 8 << 20

    static func start(_ name: String, _ work: @escaping @Sendable () -> Void) {
        let thread = Thread(block: work)
        thread.name = name
        thread.stackSize = stackSize
        thread.start()
    }

    static func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            start("steno.whisper") {
                continuation.resume(with: Swift.Result { try work() })
            }
        }
    }
}
