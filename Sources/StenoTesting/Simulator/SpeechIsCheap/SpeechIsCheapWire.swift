import Foundation
import Steno

/// The objects of SpeechIsCheap as they are on the wire.
enum SpeechIsCheapWire {
    static func job(_ job: SimulatedJob, output: JSONValue) -> JSONValue {
        .object(["id": .string(job.id), "output": output, "status": .string(status(job.phase))])
    }

    private static func status(_ phase: SimulatedJob.Phase) -> String {
        switch phase {
        case .queued, .running: "PENDING"
        case .completed: "COMPLETED"
        case .failed: "FAILED"
        case .cancelled: "CANCELED"
        }
    }

    /// The output of a job; empty unless it is completed.
    static func output(_ job: SimulatedJob, isForgotten: Bool = false) -> JSONValue {
        guard job.phase == .completed else { return .object([:]) }
        var output =
            job.payload ?? SpeechIsCheapOutput(transcript: job.transcript ?? .conversation, request: job.request).json
        if job.payload == nil { output["request"] = request(job) }
        if isForgotten { output["segments"] = .array([]) }
        return output
    }

    /// The options of a job, all of them, as the output repeats them.
    static func request(_ job: SimulatedJob) -> JSONValue {
        var members: [String: JSONValue] = ["minimum_confidence": .number(0.5), "segment_duration": .integer(30)]
        for name in SpeechIsCheapRequest.flags { members[name] = .bool(job.request[name]?.bool ?? false) }
        for (name, _) in SpeechIsCheapRequest.ranges { members[name] = job.request.given(name) ?? members[name] }
        let language = job.request.given("language")?.string ?? ""
        members["language"] = language.isEmpty ? .null : .string(language)
        for name in ["output_format", "webhook_url"] { members[name] = job.request.given(name) ?? .string("") }
        if case .url(let url) = job.audio {
            members["input_url"] = .string(job.request["is_private"]?.bool == true ? redacted : url)
        }
        return .object(members)
    }

    /// What stands in the place of a private job's address.
    static let redacted = "https://speechischeap.com/redacted"

    static func webhook(for job: SimulatedJob, settings: SpeechIsCheapSettings) -> OutgoingWebhook? {
        guard job.isTerminal, job.phase != .cancelled || settings.sendsCancellation,
            let text = job.request.given("webhook_url")?.string, let url = URL(string: text)
        else { return nil }
        let output = job.failure.map { JSONValue.object(["error": .string($0.message)]) } ?? output(job)
        // One attempt only, and no signature.
        return OutgoingWebhook(
            service: .speechischeap,
            jobID: job.id,
            url: url,
            body: Self.job(job, output: output).data,
            signing: .none
        )
    }
}
