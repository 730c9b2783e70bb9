import Foundation
import Logging
import Synchronization

/// Loads the model once, when it is first needed.
///
/// A load that failed is tried again by the next job.
final class ContextLoader: Sendable {
    private let file: URL
    private let configuration: WhisperConfiguration
    private let logger: Logger
    private let loaded = Mutex<WhisperContext?>(nil)

    init(file: URL, configuration: WhisperConfiguration, logger: Logger) {
        self.file = file
        self.configuration = configuration
        self.logger = logger
    }

    /// The model in memory.
    ///
    /// Blocks while it loads: call it on a thread of the job's own.
    func context() throws -> WhisperContext {
        try loaded.withLock { context in
            if let context { return context }
            let clock = ContinuousClock()
            let start = clock.now
            let new = try WhisperContext(file: file, configuration: configuration)
            logger.debug(
                "model loaded",
                metadata: ["file": "\(file.lastPathComponent)", "time": "\(start.duration(to: clock.now))"]
            )
            context = new
            return new
        }
    }
}
