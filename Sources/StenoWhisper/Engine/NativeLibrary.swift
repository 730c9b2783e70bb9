import Foundation
import Logging
import Synchronization

#if canImport(CWhisper)
import CWhisper
#else
import whisper
#endif

/// whisper.cpp as a whole: its version, and its one log.
enum NativeLibrary {
    static var version: String { String(cString: whisper_version()) }

    private static let logger = Mutex<Logger?>(nil)

    /// Sends what whisper.cpp would print on standard error to a logger.
    ///
    /// whisper.cpp has one log for the process, so the last logger given counts.
    ///
    /// Everything arrives one level lower than whisper.cpp says, because what matters reaches the caller as an error.
    static func sendLogs(to newLogger: Logger) {
        logger.withLock { $0 = newLogger }
        whisper_log_set(
            { level, text, _ in
                guard let text, let logger = NativeLibrary.logger.withLock({ $0 }) else { return }
                let message = String(cString: text).trimmingCharacters(in: .whitespacesAndNewlines)
                guard !message.isEmpty else { return }
                let mapped: Logger.Level =
                    switch level {
                    case GGML_LOG_LEVEL_ERROR: .warning
                    case GGML_LOG_LEVEL_WARN: .debug
                    default: .trace
                    }
                logger.log(level: mapped, "\(message)", metadata: ["source": "whisper.cpp"])
            },
            nil
        )
    }
}
