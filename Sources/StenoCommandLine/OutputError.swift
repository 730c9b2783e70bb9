import Foundation

/// Why something could not be written.
struct OutputError: Error, CustomStringConvertible {
    /// The system's number for it.
    let number: Int32
    /// What was written to, in the user's words.
    let target: String

    /// The system's last error.
    static func system(_ target: String) -> Self {
        Self(number: errno, target: target)
    }

    /// Whether the reader of a pipe went away.
    var isClosedPipe: Bool { number == EPIPE }

    /// A sentence a person can act on.
    var description: String {
        "\(target) cannot be written: \(String(cString: strerror(number)))."
    }
}
