import Foundation
import Steno

/// From SpeechIsCheap's words to the library's: pure functions.
enum SpeechIsCheapMapping {
    /// A status, compared without regard to case and white space.
    static func status(_ word: String) -> JobStatus {
        switch word.trimmingCharacters(in: .whitespacesAndNewlines).uppercased() {
        case "PENDING": .queued
        case "COMPLETED": .completed
        case "FAILED": .failed
        case "CANCELED", "CANCELLED": .cancelled
        default: .unknown(word)
        }
    }

    /// The job that an answer or a delivery describes.
    ///
    /// The transcript is left out where the request asked for subtitles, which have to be fetched for it: see
    /// ``SpeechIsCheap/transcript(_:)``.
    static func job(_ body: SpeechIsCheapJobBody, raw: RawPayload) -> TranscriptionJob {
        var status = body.status.map(status) ?? .unknown("")
        let reason = body.output.error ?? ""
        // Version 1 of the API reported failures as COMPLETED.
        if status == .completed, !reason.isEmpty, body.output.segments?.isEmpty ?? true { status = .failed }
        return TranscriptionJob(
            id: JobID(rawValue: body.id),
            provider: SpeechIsCheap.id,
            status: status,
            audioDuration: body.output.duration,
            failure: status == .failed ? failure(reason) : nil,
            transcript: status == .completed ? transcript(of: body.output) : nil,
            raw: raw
        )
    }

    static func failure(_ reason: String) -> JobFailure {
        let untold = "\(SpeechIsCheap.id) gave no reason; it tells it to the job's webhook only."
        return JobFailure(code: .providerFailure, message: reason.isEmpty ? untold : reason)
    }

    /// The transcript of a result.
    ///
    /// The text is that of the segments, joined with spaces. Segments of too little confidence are not in it: the service
    /// leaves them out.
    static func transcript(of output: SpeechIsCheapOutput) -> Transcript {
        let wired = (output.segments ?? []).sortedByStart(\.start)
        let segments = wired.map(segment)
        let language = dominantLanguage(of: wired)
        return Transcript(
            text: segments.map(\.text).joinedAsText(),
            language: language?.code,
            languageConfidence: language?.confidence,
            duration: output.duration,
            segments: segments,
            words: wired.flatMap(words),
            speakers: Speaker.inOrder(of: segments)
        )
    }

    static func segment(_ segment: SpeechIsCheapSegment) -> Segment {
        Segment(
            start: segment.start,
            end: max(segment.start, segment.end),
            text: segment.text.trimmed,
            speaker: speaker(of: segment),
            language: language(segment.language)?.code,
            confidence: segment.confidence,
            sound: sound(segment.label)
        )
    }

    private static func words(of segment: SpeechIsCheapSegment) -> [Word] {
        (segment.words ?? []).compactMap { word in
            let text = word.text.trimmed
            guard !text.isEmpty else { return nil }
            return Word(start: word.start, end: max(word.start, word.end), text: text, speaker: speaker(of: segment))
        }
    }

    private static func speaker(of segment: SpeechIsCheapSegment) -> String? {
        segment.speakerID.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What is heard where it is not speech.
    private static func sound(_ label: String?) -> String? {
        guard let label, !label.isEmpty, label.lowercased() != "speech" else { return nil }
        return label
    }
}

// MARK: - Languages

extension SpeechIsCheapMapping {
    /// A language and how sure its detection was.
    struct DetectedLanguage: Equatable {
        var code: String
        /// From 0 to 1.
        var confidence: Double?
    }

    /// Takes `en (99.95%)` apart; the code may stand alone.
    static func language(_ text: String?) -> DetectedLanguage? {
        let parts = (text ?? "").split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
        guard let code = parts.first?.trimmingCharacters(in: .whitespaces), !code.isEmpty else { return nil }
        let percentage = parts.dropFirst().first
            .map { $0.filter { $0.isNumber || $0 == "." } }
            .flatMap { Double($0) }
            .flatMap { (0...100).contains($0) ? $0 / 100 : nil }
        return DetectedLanguage(code: code, confidence: percentage)
    }

    /// The language most of the time is spoken in, with its confidence averaged over that time.
    static func dominantLanguage(of segments: [SpeechIsCheapSegment]) -> DetectedLanguage? {
        struct Share {
            var code: String
            var time = 0.0
            var ratedTime = 0.0
            var weighted = 0.0
        }
        var shares: [Share] = []
        for segment in segments {
            guard let language = language(segment.language) else { continue }
            let index = shares.firstIndex { $0.code == language.code } ?? shares.endIndex
            if index == shares.endIndex { shares.append(Share(code: language.code)) }
            // A segment without length still counts a little.
            let time = max(segment.end - segment.start, 0.001)
            shares[index].time += time
            guard let confidence = language.confidence else { continue }
            shares[index].ratedTime += time
            shares[index].weighted += confidence * time
        }
        guard let longest = shares.map(\.time).max(), let share = shares.first(where: { $0.time == longest }) else {
            return nil
        }
        return DetectedLanguage(
            code: share.code,
            confidence: share.ratedTime > 0 ? share.weighted / share.ratedTime : nil
        )
    }
}
