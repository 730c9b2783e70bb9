import Foundation
import Steno

extension Soniox {
    /// Tells apart what one status means in several ways.
    static func classify(_ error: inout TranscriptionError) {
        switch (error.httpStatus, error.providerCode) {
        case (429, _):
            guard isQuota(error.providerMessage ?? "") else { return }
            error.code = .quotaExceeded
            error.isRetryable = false
            error.message =
                "soniox has no room for more: \(error.providerMessage ?? "a quota is full"). Waiting does not help; "
                + "delete jobs and files, or set `cleanup` in SonioxConfiguration."
        case (409, "transcription_invalid_state"):
            error.code = .invalidState
        case (_, "model_not_available"):
            error.code = .modelNotFound
        case (400, _):
            let issues = (error.underlying as? HTTPRefusal)?.issues ?? []
            let texts = issues.prefix(5).map { [$0.location, $0.message].compactMap { $0 }.joined(separator: ": ") }
            if !texts.isEmpty { error.message = "soniox refused the request: \(texts.joined(separator: "; "))." }
        default:
            break
        }
    }

    /// Whether the message of a 429 tells of a quota that waiting does not clear: jobs kept, files stored, or their size.
    ///
    /// All have the type `limit_exceeded`. Jobs that are pending are begun by themselves, so that limit is like a rate.
    private static func isQuota(_ message: String) -> Bool {
        let message = message.lowercased()
        if message.contains("per minute") || message.contains("pending") { return false }
        return ["total", "count", "size", "storage", "delete"].contains { message.contains($0) }
    }
}
