import Foundation

extension TranscriptionError {
    /// The error without the address that Foundation keeps in the errors of its transfers, as it may be a secret.
    var withoutAddress: TranscriptionError {
        var error = self
        error.underlying =
            switch underlying {
            case HTTPTransportFailure.neverSent(let cause?)?:
                HTTPTransportFailure.neverSent(cause: cause.withoutAddress)
            case HTTPTransportFailure.mayHaveBeenProcessed(let cause?)?:
                HTTPTransportFailure.mayHaveBeenProcessed(cause: cause.withoutAddress)
            default: underlying?.withoutAddress
            }
        return error
    }
}

extension Error {
    fileprivate var withoutAddress: any Error {
        (self as? URLError).map { URLError($0.code) } ?? self
    }
}
