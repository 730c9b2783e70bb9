import Foundation
import Steno
import StenoTesting

/// The sample provider, and the situations of its service.
struct SampleSubject: ConformanceSubject {
    let service = SampleService()
    let provider: any TranscriptionProvider
    let secrets = [SampleProvider.key]

    init(_ flaw: SampleFlaw? = nil) {
        provider = SampleProvider(service: service, flaw: flaw)
    }

    func request() -> TranscriptionRequest { .init(audio: .data(recordingData, name: "call.wav")) }

    func arrange(_ situation: ConformanceSituation) -> Bool {
        service.arrange(situation)
        return true
    }

    func proceed() { service.proceed() }

    func createdJobs() -> Int? { service.created }

    func sentRequests() -> Int? { service.sent }

    func audio(by kind: AudioSource.Kind) throws -> AudioSource? {
        switch kind {
        case .data: .data(recordingData, name: "call.wav")
        // Any file will do, as the service does not listen.
        case .file: .file(URL(filePath: #filePath, directoryHint: .notDirectory))
        case .url, .stored: nil
        }
    }

    func invalidRequests() -> [String: TranscriptionRequest] {
        var request = request()
        request.clientReference = String(repeating: "x", count: 65)
        return ["a client reference has at most 64 characters": request]
    }

    func output() -> String { service.log }

    func finish() { service.release() }
}
