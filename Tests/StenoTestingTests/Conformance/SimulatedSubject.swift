import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import StenoTesting
import Synchronization

/// An adapter in front of the simulator of its service.
final class SimulatedSubject: ConformanceSubject {
    let service: SimulatorService
    let simulator: Simulator
    let provider: any TranscriptionProvider
    private let file: URL
    private let log = CollectedLog()
    private let gate = GatedTransport()

    /// Empties the simulator and stands in front of it.
    init(_ service: SimulatorService, of simulator: Simulator, at address: URL, file: URL) {
        simulator.reset()
        self.service = service
        self.simulator = simulator
        self.file = file
        provider = simulator.provider(of: service, at: address, .init(transport: gate, logger: log.logger))
    }

    let secrets = [ProviderSetup.key]

    func request() -> TranscriptionRequest { .init(audio: .url(recordingURL)) }

    func output() -> String { log.text }

    func createdJobs() -> Int? { simulator.createdJobs(of: service) }

    func sentRequests() -> Int? { simulator.requests.count }

    func proceed() async { await simulator.advance(by: .seconds(10)) }

    func arrange(_ situation: ConformanceSituation) -> Bool {
        switch situation {
        case .jobsFail:
            let failing = JobScript(outcome: .failure(code: "audio_unreadable", message: "The audio is damaged."))
            simulator.script(failing, failing, for: service)
        case .jobsDoNotEnd:
            let endless = JobScript(outcome: .none)
            simulator.script(endless, endless, for: service)
        case .keyRefused: always(.status(401))
        case .unreachable: gate.close()
        case .rateLimitedOnce: simulator.addFaults(SimulatorFault(.status(429, retryAfter: "2"), service: service))
        case .rateLimited: always(.status(429))
        case .unavailableOnce: simulator.addFaults(SimulatorFault(.status(503), service: service))
        case .answerLostOnce: simulator.addFaults(SimulatorFault(.resetBeforeAnswer, service: service))
        case .answersUnreadable: always(.invalidJSON)
        case .noAnswer: always(.latency(.seconds(3_600)))
        case .unknownStatus(let status): always(.unknownStatus(status))
        case .unknownFields: always(.unknownFields)
        }
        return true
    }

    private func always(_ kind: SimulatorFault.Kind) {
        simulator.addFaults(SimulatorFault(kind, service: service, times: nil))
    }

    func audio(by kind: AudioSource.Kind) async throws -> AudioSource? {
        switch kind {
        case .url: .url(recordingURL)
        case .file: .file(file)
        case .data: .data(recordingData, name: "call.wav")
        case .stored:
            if let soniox = provider as? Soniox { .stored(id: try await soniox.files.upload(file).id) } else { nil }
        }
    }

    func use(_ option: RequestOption, in request: inout TranscriptionRequest) -> Bool {
        if option == .webhook {
            request.webhook = Webhook(url: receiverURL)
            return true
        }
        guard option == .model else { return false }
        switch service {
        case .soniox: request.options.model = "stt-async-v4"
        case .pyai: request.options.model = "pyai-hear"
        case .transcripts: request.options.model = "qwen3-asr"
        case .aitronos, .speechischeap: return false
        }
        return true
    }

    func invalidRequests() -> [String: TranscriptionRequest] {
        var request = request()
        switch service {
        case .soniox:
            request.clientReference = String(repeating: "x", count: 257)
            return ["a client reference has at most 256 characters": request]
        case .pyai:
            request.idempotencyKey = String(repeating: "x", count: 256)
            return ["an idempotency key has at most 255 characters": request]
        case .transcripts:
            request.metadata = Dictionary(uniqueKeysWithValues: (0...20).map { ("\($0)", "x") })
            return ["metadata has at most 20 keys": request]
        case .aitronos:
            request.options.diarization = .speakers(expected: 11)
            return ["at most 10 speakers are expected": request]
        case .speechischeap:
            request.options.language = .hints(["english"])
            return ["a language is a code of two letters": request]
        }
    }
}

/// A transport that can be closed, as if the network were gone.
final class GatedTransport: HTTPTransport {
    private let isClosed = Mutex(false)

    func close() { isClosed.withLock { $0 = true } }

    func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
        if isClosed.withLock({ $0 }) {
            throw TranscriptionError(
                .connection,
                "The host could not be reached.",
                isRetryable: true,
                underlying: HTTPTransportFailure.neverSent()
            )
        }
        return try await URLSessionTransport.shared.send(request, body: body)
    }
}
