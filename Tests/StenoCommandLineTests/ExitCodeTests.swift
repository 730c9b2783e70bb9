import ArgumentParser
import Foundation
import Steno
import Testing

@testable import StenoCommandLine

@Suite struct ExitCodeTests {
    private static let numbers: [(TranscriptionError.Code, Int32)] = [
        (.invalidRequest, 64), (.unsupportedOption, 64), (.unsupportedOperation, 64), (.invalidState, 64),
        (.conflict, 64), (.invalidAudio, 65), (.notFound, 69), (.modelNotFound, 69), (.invalidModel, 69),
        (.providerFailure, 69), (.invalidResponse, 69), (.jobMayExist, 69), (.storage, 73), (.rateLimited, 75),
        (.timeout, 75), (.waitTimedOut, 75), (.connection, 75), (.authentication, 77), (.permissionDenied, 77),
        (.paymentRequired, 78), (.quotaExceeded, 78), (.cancelled, 130),
    ]

    @Test(arguments: numbers)
    func tellsEveryKindOfFailure(code: TranscriptionError.Code, number: Int32) {
        #expect(ExitCode(TranscriptionError(code, "")).rawValue == number)
    }

    @Test func tellsACodeOfTomorrowByWhetherItMayPass() {
        #expect(ExitCode(TranscriptionError("new", "")) == .internalError)
        #expect(ExitCode(TranscriptionError("new", "", isRetryable: true)) == .temporaryFailure)
    }

    @Test func tellsAJobThatSomeoneCancelledFromAnInterrupt() {
        let job = TranscriptionJob(id: "7f3c", provider: "scripted", status: .cancelled)
        #expect(ExitCode(TranscriptionError(endOf: job)) == .unavailable)
    }

    @Test(arguments: ["notFound", "isDirectory", "permissionDenied", "unreadable", "address"])
    func tellsWhatCannotBeOpenedFromWhatIsNoAudio(code: String) {
        #expect(ExitCode(TranscriptionError(.invalidAudio, "", providerCode: code)) == .noInput)
        #expect(ExitCode(TranscriptionError(.invalidAudio, "", providerCode: "truncated")) == .invalidAudio)
    }

    @Test func tellsErrorsOfOtherTypes() {
        #expect(ExitCode(OutputError(number: ENOSPC, target: "x")) == .cannotWrite)
        #expect(ExitCode(OutputError(number: EPIPE, target: "x")) == .outputClosed)
        #expect(ExitCode(CancellationError()) == .interrupted)
        #expect(ExitCode(ValidationError("")) == .usage)
        #expect(ExitCode(CocoaError(.featureUnsupported)) == .internalError)
    }

    @Test func combinesTheCodesOfSeveralFiles() {
        #expect(ExitCode.combined([]) == .success)
        #expect(ExitCode.combined([.noInput, .noInput]) == .noInput)
        #expect(ExitCode.combined([.noInput, .invalidAudio]) == .someFailed)
    }

    @Test func documentsEachCodeOnce() {
        let numbers = ExitCode.meanings.map(\.code.rawValue)
        #expect(numbers == numbers.sorted())
        #expect(Set(numbers).count == numbers.count)
        #expect(ExitCode.table.hasPrefix("    0  everything"))
    }
}
