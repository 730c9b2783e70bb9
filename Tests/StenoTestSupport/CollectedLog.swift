public import Logging
import Synchronization

/// Keeps the lines of a log, whatever their level.
public final class CollectedLog: Sendable {
    /// A line of the log.
    public struct Line: Sendable {
        /// Its level.
        public var level: Logger.Level
        /// Its words.
        public var message: String
        /// Its metadata, as text.
        public var metadata: [String: String]
    }

    private let collected = Mutex<[Line]>([])

    /// An empty log.
    public init() {}

    /// The lines so far.
    public var lines: [Line] { collected.withLock { $0 } }

    /// Everything in the log as one text.
    public var text: String {
        lines.map { "\($0.level) \($0.message) \($0.metadata)" }.joined(separator: "\n")
    }

    /// A logger that writes here.
    public var logger: Logger {
        Logger(label: "collected") { _ in Handler(log: self) }
    }

    private struct Handler: LogHandler {
        let log: CollectedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let line = Line(
                level: event.level,
                message: "\(event.message)",
                metadata: all.mapValues { "\($0)" }
            )
            log.collected.withLock { $0.append(line) }
        }
    }
}
