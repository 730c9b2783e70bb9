import Steno

/// Transcribes one stream of samples, window after window, as they come.
struct ChannelTranscription {
    private let channel: Int?
    private let run: JobRun
    private var transcriber: WindowTranscriber
    private var filter: SpeechFilter?
    private var cutter = WindowCutter()

    private(set) var segments: [Segment] = []
    private(set) var words: [Word] = []
    /// How far the stream is transcribed, in samples.
    private(set) var position = 0

    var language: String? { transcriber.language }
    var languageConfidence: Double? { transcriber.languageConfidence }

    init(channel: Int?, state: WhisperState, plan: TranscriptionPlan, run: JobRun) throws {
        self.channel = channel
        self.run = run
        transcriber = WindowTranscriber(state: state, plan: plan, run: run)
        filter = try plan.options.voiceActivity.map { SpeechFilter(try SpeechDetector($0, threads: plan.threads)) }
    }

    mutating func append(_ samples: [Float]) throws {
        cutter.append(try filter?.append(samples) ?? samples)
        try transcribeWindows()
    }

    mutating func finish() throws {
        if let rest = try filter?.append([], isLast: true) { cutter.append(rest) }
        cutter.finish()
        try transcribeWindows()
    }

    private mutating func transcribeWindows() throws {
        while let window = cutter.next() {
            var pieces = try transcriber.transcribe(window.samples).pieces
            if !window.endsInPause { giveBackEnd(of: window, &pieces) }
            add(pieces, of: window)
            position = origin(of: cutter.position)
        }
    }

    /// Where a window had to end amid speech, its last segment may be cut: it is heard again as the start of the next
    /// window, if what is left is long enough to go on.
    private mutating func giveBackEnd(of window: Window, _ pieces: inout [WindowResult.Piece]) {
        let length = Double(window.samples.count) / Double(WindowCutter.rate)
        guard pieces.count > 1, let last = pieces.last, let before = pieces.dropLast().last,
            before.segment.end > length / 3, last.segment.start < length
        else { return }
        let seam = min(before.segment.end, last.segment.start)
        pieces.removeLast()
        cutter.giveBack(window, from: window.start + Int(seam * Double(WindowCutter.rate)))
    }

    private mutating func add(_ pieces: [WindowResult.Piece], of window: Window) {
        let made = pieces.map { piece in
            var segment = piece.segment
            segment.start = time(segment.start, in: window)
            segment.end = max(segment.start, time(segment.end, in: window))
            segment.channel = channel
            segment.speaker = channel.map(Speaker.label(ofChannel:))
            words += piece.words.map { word in
                var word = word
                word.start = time(word.start, in: window)
                word.end = max(word.start, time(word.end, in: window))
                word.channel = channel
                word.speaker = segment.speaker
                return word
            }
            return segment
        }
        segments += made
        if !made.isEmpty { run.tell(.made(made)) }
    }

    /// Seconds of the whole recording for seconds of a window.
    private func time(_ seconds: Double, in window: Window) -> Double {
        let sample = origin(of: window.start + Int((seconds * Double(WindowCutter.rate)).rounded()))
        return (Double(sample) / Double(WindowCutter.rate) * 1000).rounded() / 1000
    }

    /// The recording's sample for one the windows are cut from.
    private func origin(of sample: Int) -> Int {
        filter?.timeline.origin(of: sample) ?? sample
    }
}

extension Speaker {
    /// The label of whoever speaks on a channel.
    static func label(ofChannel channel: Int) -> String {
        "channel_\(channel)"
    }
}
