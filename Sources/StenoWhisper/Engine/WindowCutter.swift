import Foundation

/// A stretch of audio to transcribe in one go.
struct Window: Sendable, Equatable {
    /// Where it starts, in samples from the start of the stream.
    var start: Int
    /// The samples.
    var samples: [Float]
    /// Whether it ends in a pause or at the end of the stream, so that no word is cut.
    var endsInPause: Bool
}

/// Cuts a stream of samples into windows of at most 30 s, which is what Whisper hears at one time.
///
/// Cuts fall in the longest, latest pause; stretches of digital silence belong to no window, because Whisper invents words
/// for them. Where speech has no pause for half a minute, the window ends at its quietest moment and says so: the caller
/// may then give back its end.
///
/// Holds at most one window and one block of samples.
struct WindowCutter {
    static let rate = 16_000
    /// Samples in one frame of 10 ms, over which loudness is measured.
    static let frame = rate / 100
    /// Frames in the longest window.
    static let longest = 3000
    /// No window is cut before so many frames, so that pauses early in a window do not make many short ones.
    static let shortest = 800
    /// Frames a pause has at least.
    static let pause = 20
    /// Root mean square below which a frame is silent: -66 dB of full scale.
    static let silence: Float = 0.0005
    /// Silent frames kept before the first sound.
    static let lead = 20

    private var samples: [Float] = []
    private var loudness: [Float] = []
    /// The stream's sample at which the buffer starts.
    private(set) var position = 0
    private var isFinished = false

    mutating func append(_ block: [Float]) {
        samples += block
        measure()
    }

    /// Says that the stream has ended.
    mutating func finish() {
        isFinished = true
        measure()
    }

    /// The next window, or nil when more samples are needed or the stream has ended.
    mutating func next() -> Window? {
        dropSilence()
        guard !samples.isEmpty, isFinished || loudness.count > Self.longest else { return nil }
        if loudness.count <= Self.longest {
            let audible = (loudness.lastIndex { $0 >= Self.silence } ?? 0) + 1
            let end = min(samples.count, (audible + 2 * Self.lead) * Self.frame)
            return take(end: end, drop: samples.count, endsInPause: true)
        }
        if let cut = latestPause() {
            return take(end: cut * Self.frame, drop: cut * Self.frame, endsInPause: true)
        }
        let cut = quietestFrame(in: Self.longest - 200..<Self.longest)
        return take(end: cut * Self.frame, drop: cut * Self.frame, endsInPause: false)
    }

    /// Puts the end of the window last taken back, from a sample of the stream on.
    mutating func giveBack(_ window: Window, from sample: Int) {
        let kept = max(0, min(window.samples.count, sample - window.start))
        samples.insert(contentsOf: window.samples[kept...], at: 0)
        position = window.start + kept
        loudness = []
        measure()
    }

    private mutating func measure() {
        var start = loudness.count * Self.frame
        while start + Self.frame <= samples.count || (isFinished && start < samples.count) {
            let end = min(samples.count, start + Self.frame)
            var sum: Float = 0
            for sample in samples[start..<end] { sum += sample * sample }
            loudness.append((sum / Float(end - start)).squareRoot())
            start = end
        }
    }

    /// Drops silence at the start, but for a short lead before the first sound.
    private mutating func dropSilence() {
        let first = loudness.firstIndex { $0 >= Self.silence } ?? loudness.count
        if first == loudness.count, isFinished {
            drop(samples.count)
        } else if first > Self.lead {
            drop((first - Self.lead) * Self.frame)
        }
    }

    private mutating func take(end: Int, drop count: Int, endsInPause: Bool) -> Window {
        let window = Window(start: position, samples: Array(samples[..<end]), endsInPause: endsInPause)
        drop(count)
        return window
    }

    private mutating func drop(_ count: Int) {
        samples.removeFirst(count)
        loudness.removeFirst(min(loudness.count, (count + Self.frame - 1) / Self.frame))
        position += count
    }

    /// The frame to cut at: the middle of the pause that is best by length and lateness.
    ///
    /// A frame belongs to a pause when it is nearer to the recording's quiet than to its loud frames: below the quiet
    /// tenth by less than a quarter of the way, in decibels, to the loud tenth.
    private func latestPause() -> Int? {
        let levels = loudness[..<Self.longest].map { max($0, Self.silence / 4) }
        let sorted = levels.sorted()
        let quiet = sorted[sorted.count / 10]
        let loud = sorted[sorted.count * 9 / 10]
        guard loud > quiet * 2 else { return nil }
        let threshold = quiet * pow(loud / quiet, 0.25)

        var best: (score: Double, cut: Int)?
        var start: Int?
        for frame in Self.shortest...Self.longest {
            let isQuiet = frame < Self.longest && levels[frame] <= threshold
            if isQuiet {
                start = start ?? frame
            } else if let begun = start {
                start = nil
                let length = frame - begun
                guard length >= Self.pause else { continue }
                let lateness = Double(begun - Self.shortest) / Double(Self.longest - Self.shortest)
                let score = Double(min(length, 80)) / 80 + lateness
                if score >= best?.score ?? 0 { best = (score, begun + min(length / 2, 50)) }
            }
        }
        return best?.cut
    }

    private func quietestFrame(in range: Range<Int>) -> Int {
        range.min { smoothed($0) < smoothed($1) } ?? range.upperBound
    }

    /// The mean loudness of 100 ms around a frame.
    private func smoothed(_ frame: Int) -> Float {
        let around = loudness[max(0, frame - 5)..<min(loudness.count, frame + 5)]
        return around.reduce(0, +) / Float(around.count)
    }
}
