import Foundation
import Steno
@testable import StenoProviders

/// Reads the bytes as each of PyAI's answers, and maps those that can be read to what a user gets.
@Sendable
func fuzzPyAI(_ data: Data) {
    if let job = try? JSONReader.read(PyAIJob.self, from: data) {
        use(TranscriptionJob(job, payload: data))
    }
    if let result = try? JSONReader.read(PyAIResult.self, from: data) {
        checkTimes(Transcript(result))
        use(result.formatURLs)
    }
    use(try? JSONReader.read(PyAIJobList.self, from: data))
    use(try? JSONReader.read(PyAIAccount.self, from: data))
    use(try? JSONReader.read(PyAISandboxKey.self, from: data))
    use(try? JSONReader.read(PyAIDirectTranscript.self, from: data))
    use(try? JSONReader.read(ModelList.self, from: data))
}
