import Logging

/// Writes the log to standard error, in step with the line of progress.
struct StandardErrorLog: LogHandler {
    let console: Console
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        console.say("\(event.level): \(event.message)\(pairs)")
    }
}

extension Console {
    /// The logger of a command: silent unless it is to be verbose.
    func logger(isVerbose: Bool) -> Logger {
        Logger(label: "steno") { _ in
            if isVerbose { StandardErrorLog(console: self) } else { SwiftLogNoOpLogHandler() }
        }
    }
}
