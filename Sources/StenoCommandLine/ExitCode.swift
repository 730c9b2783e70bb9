import ArgumentParser
import Foundation
import Steno

// The numbers are those of BSD's sysexits.h, where it has one for the case.
extension ExitCode {
    /// Some files failed and others did not, or they failed for different reasons.
    static let someFailed = ExitCode(1)
    /// The arguments cannot be honoured.
    static let usage = ExitCode(64)
    /// The input is no audio, or damaged.
    static let invalidAudio = ExitCode(65)
    /// The input is not there or cannot be opened.
    static let noInput = ExitCode(66)
    /// The provider or its model cannot do the work.
    static let unavailable = ExitCode(69)
    /// A mistake in this program.
    static let internalError = ExitCode(70)
    /// The result cannot be written.
    static let cannotWrite = ExitCode(73)
    /// The same command may succeed later.
    static let temporaryFailure = ExitCode(75)
    /// A webhook's delivery is not genuine, or cannot be understood.
    static let refusedDelivery = ExitCode(76)
    /// A key is missing, wrong or not allowed to do this.
    static let permissionDenied = ExitCode(77)
    /// A balance, budget or quota is used up.
    static let quotaExceeded = ExitCode(78)
    /// Ctrl-C, or asked to end.
    static let interrupted = ExitCode(130)
    /// The reader of standard output went away; what a shell shows for SIGPIPE.
    static let outputClosed = ExitCode(141)

    /// What each code means, for the help.
    static let meanings: [(code: ExitCode, meaning: String)] = [
        (.success, "everything was done"),
        (.someFailed, "some files failed, or they failed for different reasons"),
        (.usage, "the arguments cannot be honoured"),
        (.invalidAudio, "the input is not audio, or is damaged"),
        (.noInput, "the input does not exist or cannot be opened"),
        (.unavailable, "the model is missing or damaged, or the provider failed"),
        (.internalError, "an internal error"),
        (.cannotWrite, "the result cannot be written"),
        (.temporaryFailure, "a timeout or another failure that may pass by itself"),
        (.refusedDelivery, "a webhook's delivery was refused (`steno webhook verify`)"),
        (.permissionDenied, "a key is missing, wrong, or may not do this"),
        (.quotaExceeded, "a balance or quota is used up"),
        (.interrupted, "interrupted"),
        (.outputClosed, "the reader of standard output went away"),
    ]

    /// The table of the codes as the help shows it.
    static var table: String {
        meanings.map { code, meaning in
            let number = "\(code.rawValue)"
            return String(repeating: " ", count: 5 - number.count) + number + "  " + meaning
        }.joined(separator: "\n")
    }

    /// The code that tells an error.
    init(_ error: any Error) {
        switch error {
        case let error as TranscriptionError: self.init(error)
        case let error as OutputError: self = error.isClosedPipe ? .outputClosed : .cannotWrite
        case let error as ExitCode: self = error
        case is ValidationError: self = .usage
        case is CancellationError: self = .interrupted
        default: self = .internalError
        }
    }

    private init(_ error: TranscriptionError) {
        switch error.code {
        case .invalidRequest, .unsupportedOption, .unsupportedOperation, .invalidState, .conflict:
            self = .usage
        case .invalidAudio:
            self = InputFailure.codes.contains(error.providerCode ?? "") ? .noInput : .invalidAudio
        case .authentication, .permissionDenied:
            self = .permissionDenied
        case .paymentRequired, .quotaExceeded:
            self = .quotaExceeded
        case .rateLimited, .connection, .timeout, .waitTimedOut:
            self = .temporaryFailure
        case .storage:
            self = .cannotWrite
        case .cancelled:
            // A job that someone else has ended is another thing than Ctrl-C.
            self = error.job?.status == .cancelled ? .unavailable : .interrupted
        case .notFound, .modelNotFound, .invalidModel, .providerFailure, .invalidResponse, .jobMayExist:
            self = .unavailable
        default:
            self = error.isRetryable ? .temporaryFailure : .internalError
        }
    }

    /// The code of several files together: the reason they share when all failed for one, otherwise ``someFailed``.
    static func combined(_ codes: [ExitCode]) -> ExitCode {
        guard let first = codes.first else { return .success }
        return codes.allSatisfy { $0 == first } ? first : .someFailed
    }
}
