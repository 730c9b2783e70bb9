import ArgumentParser
import Foundation
import Steno

/// What `--json` writes for one file.
struct JSONLine: Encodable {
    struct Failure: Encodable {
        let code: String
        let exitCode: Int32
        let message: String
    }

    let file: String
    let status: JobStatus
    let seconds: Double
    let transcript: Transcript?
    let error: Failure?
    let outputs: [String]?
    let warnings: [String]?

    init(_ result: FileResult, name: String, outputs: [String]?) {
        file = name
        seconds = (result.seconds * 1000).rounded() / 1000
        warnings = result.warnings.isEmpty ? nil : result.warnings
        self.outputs = outputs
        switch result.result {
        case .success(let transcript):
            status = .completed
            self.transcript = transcript
            error = nil
        case .failure(let failure):
            status = .failed
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
