import Steno
import Synchronization

/// What a running job and its registry share: the wish to stop, and reports of progress.
final class JobRun: Sendable {
    /// What to transcribe.
    let audio: AudioSource

    private let stop = Atomic<Bool>(false)
    private let report: @Sendable (Report) -> Void

    /// What a job reports while it runs.
    enum Report: Sendable {
        case began(audioDuration: Double?)
        case made([Segment])
        case progress(Double)
        case warning(String)
    }

    init(audio: AudioSource, report: @escaping @Sendable (Report) -> Void) {
        self.audio = audio
        self.report = report
    }

    var isCancelled: Bool { stop.load(ordering: .relaxed) }

    func cancel() {
        stop.store(true, ordering: .relaxed)
    }

    /// Tells the registry; a cancelled job has nothing more to say.
    func tell(_ what: Report) {
        if !isCancelled { report(what) }
    }
}

/// A job that failed after part of its transcript was made.
struct PartialTranscript: Error {
    let transcript: Transcript
    let failure: JobFailure
}
