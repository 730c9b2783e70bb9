import ArgumentParser
import Foundation
import Steno

/// What `--json` writes for one file.
struct JSONLine: Encodable {
    struct Failure: Encodable {
        let code: String
        let exitCode: Int32
        let message: String
        let httpStatus: Int?
        let providerCode: String?
        let requestID: String?
    }

    /// As written on the command line; nil for a job.
    let file: String?
    let provider: ProviderID?
    let job: JobID?
    let status: JobStatus
    let seconds: Double
    let transcript: Transcript?
    let error: Failure?
    let outputs: [String]?
    let warnings: [String]?

    init(_ result: FileResult, of input: Input, outputs: [String]?) {
        file = input.isJob ? nil : input.argument
        provider = result.job?.provider
        job = result.job?.id ?? (input.isJob ? JobID(rawValue: input.argument) : nil)
        seconds = (result.seconds * 1000).rounded() / 1000
        warnings = result.warnings.isEmpty ? nil : result.warnings
        self.outputs = outputs
        switch result.result {
        case .success(let transcript):
            status = .completed
            self.transcript = transcript
            error = nil
        case .failure(let failure):
            // A job that goes on has not failed, whatever became of the wait for it.
            let goesOn = result.job.map { !$0.status.isTerminal } ?? false
            status = goesOn ? result.job?.status ?? .failed : .failed
            transcript = nil
            error = Failure(failure)
        }
    }

    /// The line.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}

extension JSONLine.Failure {
    init(_ error: any Error) {
        exitCode = ExitCode(error).rawValue
        let refusal = error as? TranscriptionError
        httpStatus = refusal?.httpStatus
        providerCode = refusal?.httpStatus == nil ? nil : refusal?.providerCode
        requestID = refusal?.requestID
        switch error {
        case let error as TranscriptionError:
            code = error.code.rawValue
            message = error.message
        case is OutputError:
            code = TranscriptionError.Code.storage.rawValue
            message = "\(error)"
        default:
            code = "internal"
            message = "\(error)"
        }
    }
}
