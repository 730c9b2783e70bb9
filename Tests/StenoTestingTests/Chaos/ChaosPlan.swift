import Foundation
import Steno
import StenoTestSupport
import StenoTesting

/// What is asked of one service in a run of chaos, what becomes of its jobs, and what goes wrong; all of it out of a seed.
struct ChaosPlan {
    let service: SimulatorService
    /// What becomes of the jobs, in the order in which the service creates them.
    let scripts: [JobScript]
    let faults: [SimulatorFault]

    init(_ service: SimulatorService, jobs: Int, using generator: inout SeededGenerator) {
        self.service = service
        scripts = (0..<jobs).map { Self.script($0, of: service, using: &generator) }
        faults =
            (0..<jobs / 4).map { _ in Self.submitFault(of: service, within: jobs, using: &generator) }
            + (0..<jobs).map { _ in Self.readFault(of: service, within: jobs * 3, using: &generator) }
            + (0..<jobs / 2).map { _ in Self.webhookFault(of: service, within: jobs, using: &generator) }
    }

    /// The recording of a request; no two have the same.
    func recording(_ index: Int) -> String { "https://example.com/\(service)/\(index).mp3" }

    /// What is said in the recording of the job that was created at a place in the order.
    static func words(_ number: Int, of service: SimulatorService) -> String {
        "This is recording number \(number) of \(service)."
    }

    private static func script(
        _ number: Int,
        of service: SimulatorService,
        using generator: inout SeededGenerator
    ) -> JobScript {
        let outcome: JobScript.Outcome =
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: .failure(code: "internal_error", message: "The recording could not be read.")
            case 1: .cancelled
            default: .transcript(transcript(number, of: service))
            }
        // Some end before the answer to the call that created them is read, so that their webhooks come early.
        let isSwift = Int.random(in: 0..<4, using: &generator) == 0
        let running = isSwift ? 0 : Double.random(in: 1...90, using: &generator)
        return JobScript(queued: isSwift ? .zero : .seconds(1), running: .seconds(running), outcome: outcome)
    }

    private static func transcript(_ number: Int, of service: SimulatorService) -> Transcript {
        let text = words(number, of: service)
        let words = text.split(separator: " ").enumerated().map { index, word in
            Word(start: Double(index) * 0.5, end: Double(index) * 0.5 + 0.4, text: String(word))
        }
        let segment = Segment(start: 0, end: words.last?.end ?? 0, text: text)
        return Transcript(text: text, language: "en", duration: segment.end, segments: [segment], words: words)
    }
}

// MARK: - Faults

extension ChaosPlan {
    private static func submitFault(
        of service: SimulatorService,
        within calls: Int,
        using generator: inout SeededGenerator
    ) -> SimulatorFault {
        let kinds: [SimulatorFault.Kind] = [
            .status(429, retryAfter: "2"), .status(500), .status(503), .status(402), .htmlPage(status: 502),
            .latency(.milliseconds(50)), .resetBeforeHandling, .resetBeforeAnswer, .resetInBody, .truncatedJSON,
            .invalidJSON,
            .contentType("text/plain"), .slowBody(bytes: 100, pause: .milliseconds(20)), .unknownStatus("resting"),
            .unknownFields,
        ]
        return fault(kinds, of: service, method: "POST", within: calls, using: &generator)
    }

    private static func readFault(
        of service: SimulatorService,
        within calls: Int,
        using generator: inout SeededGenerator
    ) -> SimulatorFault {
        let kinds: [SimulatorFault.Kind] = [
            .status(429, retryAfter: "1"), .status(500), .status(502), .status(503, retryAfter: "2"),
            .htmlPage(status: 502),
            .latency(.milliseconds(100)), .resetBeforeHandling, .resetBeforeAnswer, .resetInBody, .truncatedJSON,
            .invalidJSON,
            .contentType("text/html"), .slowBody(bytes: 200, pause: .milliseconds(5)), .unknownStatus("resting"),
            .unknownFields,
        ]
        return fault(kinds, of: service, method: "GET", within: calls, using: &generator)
    }

    private static func webhookFault(
        of service: SimulatorService,
        within deliveries: Int,
        using generator: inout SeededGenerator
    ) -> SimulatorFault {
        let kinds: [SimulatorFault.Kind] = [
            .lostWebhook, .duplicateWebhook(times: 2), .outOfOrderWebhook, .lateWebhook(.seconds(30)), .badSignature,
            .oldSignature(.seconds(600)),
        ]
        return fault(kinds, of: service, method: nil, within: deliveries, using: &generator)
    }

    private static func fault(
        _ kinds: [SimulatorFault.Kind],
        of service: SimulatorService,
        method: String?,
        within calls: Int,
        using generator: inout SeededGenerator
    ) -> SimulatorFault {
        let kind = kinds[Int.random(in: kinds.indices, using: &generator)]
        let skip = Int.random(in: 0..<calls, using: &generator)
        return SimulatorFault(kind, service: service, method: method, skip: skip)
    }
}
