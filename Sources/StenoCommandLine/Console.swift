import Foundation
import Synchronization

/// Standard output and standard error, and the one line of progress that must not get in their way.
final class Console: Sendable {
    /// Whether notes are left out.
    let isQuiet: Bool
    /// Whether progress is shown.
    let showsProgress: Bool

    /// The progress line on the terminal, empty when there is none.
    private let shown = Mutex("")

    init(isQuiet: Bool, showsProgress: Bool) {
        self.isQuiet = isQuiet
        self.showsProgress = showsProgress && !isQuiet
    }

    /// Says what the user must know, on standard error.
    func say(_ message: String) {
        shown.withLock { shown in
            Self.clear(&shown)
            Self.writeToStandardError("steno: \(message.printable)\n")
        }
    }

    /// Says what the user may like to know, unless quiet.
    func note(_ message: String) {
        if !isQuiet { say(message) }
    }

    /// Writes a result to standard output.
    func write(_ data: Data) throws {
        try shown.withLock { shown in
            Self.clear(&shown)
            try OutputStream.standardOutput.write(data)
        }
    }

    /// Writes a line of a result to standard output.
    func write(line: String) throws {
        try write(Data((line + "\n").utf8))
    }

    /// Draws the line of progress in place of the last one.
    func draw(_ bar: ProgressBar) {
        guard showsProgress else { return }
        let line = bar.line(width: Terminal.width)
        shown.withLock { shown in
            guard line != shown else { return }
            shown = line
            Self.writeToStandardError(Terminal.clearLine + line)
        }
    }

    /// Takes the line of progress away.
    func clear() {
        shown.withLock { Self.clear(&$0) }
    }

    private static func clear(_ shown: inout String) {
        guard !shown.isEmpty else { return }
        shown = ""
        writeToStandardError(Terminal.clearLine)
    }

    /// A failure is ignored: there is nowhere left to say so.
    private static func writeToStandardError(_ text: String) {
        try? OutputStream.standardError.write(Data(text.utf8))
    }
}
