import Foundation
import Steno

/// Why an input cannot be opened; found before any model is loaded.
enum InputFailure {
    /// The failures that are about opening the input and not about what is in it, as ``TranscriptionError/providerCode``.
    static let codes: Set<String> = ["notFound", "isDirectory", "permissionDenied", "unreadable", "address"]

    static func notFound(_ name: String) -> TranscriptionError {
        error("notFound", "\(name) does not exist.")
    }

    static func isDirectory(_ name: String) -> TranscriptionError {
        error("isDirectory", "\(name) is a directory.")
    }

    static func permissionDenied(_ name: String) -> TranscriptionError {
        error("permissionDenied", "\(name) cannot be read: permission denied.")
    }

    static func unreadable(_ name: String, _ number: Int32) -> TranscriptionError {
        error("unreadable", "\(name) cannot be read: \(String(cString: strerror(number))).")
    }

    static func address(_ name: String) -> TranscriptionError {
        error(
            "address",
            "\(name) is an address, and whisper reads files; download it, or name a cloud service with --provider."
        )
    }

    private static func error(_ code: String, _ message: String) -> TranscriptionError {
        TranscriptionError(.invalidAudio, message, providerCode: code)
    }
}
