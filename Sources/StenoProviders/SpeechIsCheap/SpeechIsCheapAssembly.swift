import Foundation
import Steno

/// Puts the job together from the events of its stream: no input or output, one event after the other.
struct SpeechIsCheapAssembly {
    /// The job as far as it is known; nil before the initial event.
    private(set) var job: TranscriptionJob?
    /// Whether the final event has come.
    private(set) var isFinished = false
    private let warnings: [JobWarning]
    private var output: SpeechIsCheapOutput

    /// Begins to listen to a job that was created with these warnings.
    init(warnings: [JobWarning]) {
        self.warnings = warnings
        output = SpeechIsCheapOutput()
    }

    /// What an event means.
    ///
    /// - Throws: `JSONReadingError` for data that is no event.
    mutating func take(_ data: Data) throws -> SpeechIsCheapEvent {
        let event = try JSONReader.read(SpeechIsCheapEventBody.self, from: data)
        switch event.type {
        case "initial":
            return .initial(begin(try JSONReader.read(SpeechIsCheapJobBody.self, from: data), data))
        case "segment":
            let segment = try JSONReader.read(SpeechIsCheapSegmentEvent.self, from: data).segment
            output.segments = output.segments ?? []
            output.segments?.append(segment)
            return .segment(SpeechIsCheapMapping.segment(segment), segment)
        case "final":
            return .final(end(try JSONReader.read(SpeechIsCheapJobBody.self, from: data), data))
        case "progress":
            return .progress(event.members)
        default:
            return .other(type: event.type, event.members)
        }
    }

    private mutating func begin(_ body: SpeechIsCheapJobBody, _ data: Data) -> TranscriptionJob {
        output.duration = body.output.duration
        var job = SpeechIsCheapMapping.job(body, raw: RawPayload(data))
        if body.status == nil { job.status = .running }
        return remember(job)
    }

    /// The final event may hold the whole result, or only say that there is no more.
    private mutating func end(_ body: SpeechIsCheapJobBody, _ data: Data) -> TranscriptionJob {
        var body = body
        if body.id.isEmpty { body.id = job?.id.rawValue ?? "" }
        body.output.duration = body.output.duration ?? output.duration
        if body.output.segments == nil, body.output.error == nil { body.output.segments = output.segments ?? [] }
        body.status = body.status ?? (body.output.error == nil ? "COMPLETED" : "FAILED")
        isFinished = true
        return remember(SpeechIsCheapMapping.job(body, raw: RawPayload(data)))
    }

    private mutating func remember(_ job: TranscriptionJob) -> TranscriptionJob {
        var job = job
        job.warnings = warnings
        self.job = job
        return job
    }
}
