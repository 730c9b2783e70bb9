import Foundation
import Steno

/// The answer to a create that asked for a stream: server-sent events, from the first to the job's end.
enum SpeechIsCheapStream {
    static func answer(_ job: SimulatedJob, phases: AsyncStream<SimulatedJob>) -> Answer {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        continuation.yield(initial(job))
        let task = Task {
            for await job in phases { for event in events(job) { continuation.yield(event) } }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        let fields = [(name: "Content-Type", value: "text/event-stream"), (name: "Cache-Control", value: "no-cache")]
        return Answer(status: 200, fields: fields, body: .stream(stream))
    }

    private static func initial(_ job: SimulatedJob) -> String {
        event(
            "initial",
            .object([
                "id": .string(job.id),
                "duration": .seconds(Transcript.conversation.seconds),
                "request": SpeechIsCheapWire.request(job),
            ])
        )
    }

    /// The events of a new phase.
    private static func events(_ job: SimulatedJob) -> [String] {
        switch job.phase {
        case .queued: return []
        case .running: return [event("progress", .object(["progress": .number(0)]))]
        case .completed:
            let output = SpeechIsCheapWire.output(job)
            let segments = output["segments"]?.array ?? []
            let whole = event("final", SpeechIsCheapWire.job(job, output: output))
            let halfway = event("progress", .object(["progress": .number(0.5)]))
            let done = event("progress", .object(["progress": .number(1)]))
            return [halfway] + segments.map { event("segment", $0) } + [done, whole]
        case .failed, .cancelled:
            let output = job.failure.map { JSONValue.object(["error": .string($0.message)]) } ?? .object([:])
            return [event("final", SpeechIsCheapWire.job(job, output: output))]
        }
    }

    private static func event(_ type: String, _ value: JSONValue) -> String {
        let text = String(decoding: value.merging(["type": .string(type)]).data, as: UTF8.self)
        return "data: \(text)\n\n"
    }
}
