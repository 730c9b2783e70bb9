import Foundation
import HTTPTypes
import Steno

/// From Aitronos's words to the library's: pure functions.
enum AitronosMapping {
    /// A status, compared without regard to case and white space.
    static func status(_ word: String) -> JobStatus {
        switch word.trimmingCharacters(in: .whitespacesAndNewlines).lowercased() {
        case "queued": .queued
        case "processing": .running
        case "completed": .completed
        case "failed": .failed
        case "cancelled", "canceled": .cancelled
        default: .unknown(word)
        }
    }

    /// The word of a status, to list by.
    static func word(for status: JobStatus) -> String {
        status == .running ? "processing" : status.rawValue
    }

    /// The job in an answer.
    ///
    /// - Throws: ``TranscriptionError`` with code `providerFailure` where the service reports no success, and
    ///   `invalidResponse` for an answer that names no job.
    static func job(in answer: HTTPAnswer) throws -> TranscriptionJob {
        let details = try answer.read(AitronosDetails.self, of: Aitronos.id)
        guard details.transcription.id.rawValue.isEmpty else { return job(details, raw: RawPayload(answer.body)) }
        let failure = failure(details.transcription)
        throw TranscriptionError(
            details.isSuccess == false ? .providerFailure : .invalidResponse,
            details.isSuccess == false
                ? "\(Aitronos.id) reported no success: \(failure.message)"
                : "\(Aitronos.id) answered without `transcription_id`.",
            provider: Aitronos.id,
            httpStatus: answer.head.status.code,
            providerCode: failure.providerCode,
            providerMessage: details.isSuccess == false ? failure.message : nil,
            requestID: answer.requestID ?? details.metadata?.requestID
        )
    }

    /// The job that an answer or an item of a list describes.
    ///
    /// The text is left out, though it may be there: it has no times, and ``Aitronos/transcript(_:)`` adds them.
    static func job(_ details: AitronosDetails, raw: RawPayload) -> TranscriptionJob {
        let transcription = details.transcription
        return TranscriptionJob(
            id: transcription.id,
            provider: Aitronos.id,
            status: transcription.status,
            createdAt: transcription.createdAt,
            finishedAt: transcription.completedAt,
            audioDuration: transcription.audioDuration,
            model: transcription.modelKey,
            billing: billing(details),
            failure: transcription.status == .failed ? failure(transcription) : nil,
            raw: raw
        )
    }

    /// The synapses consumed and not refunded.
    static func billing(_ details: AitronosDetails) -> Billing? {
        let consumed = details.billing?.synapsesConsumed ?? details.transcription.synapsesConsumed
        let refunded = details.billing?.synapsesRefunded ?? 0
        return consumed.map { Billing(amount: $0 - refunded, unit: "synapses") }
    }

    /// Why a transcription failed.
    ///
    /// No member for it is documented; `error`, `error_message` and `message` are tried, as a string or as an object with a
    /// `message` and a `code`.
    static func failure(_ transcription: AitronosTranscription) -> JobFailure {
        var (message, code): (String?, String?)
        for member in ["error", "error_message", "message"] {
            switch transcription.other[member] {
            case .string(let text) where !text.isEmpty: message = message ?? text
            case .object(let error):
                if case .string(let text)? = error["message"] { message = message ?? text }
                if case .string(let text)? = error["code"] { code = code ?? text }
            default: break
            }
        }
        let unexplained = "\(Aitronos.id) gave no reason."
        return JobFailure(code: .providerFailure, message: message ?? unexplained, providerCode: code)
    }

    /// A transcript of a text and the sentences with their times.
    ///
    /// - Parameters:
    ///   - transcription: The completed transcription; its text, where it has one, is the transcript's.
    ///   - plainText: The plain text made beside the subtitles, in place of a missing text.
    ///   - sentences: The sentences; joined with a space they are the text where there is no other.
    ///   - subtitles: The subtitles asked for.
    /// - Returns: The transcript, with a segment for each sentence.
    static func transcript(
        of transcription: AitronosTranscription,
        plainText: String? = nil,
        sentences: AitronosPassages?,
        subtitles: [SubtitleFormat: String] = [:]
    ) -> Transcript {
        let segments = (sentences?.passages ?? []).compactMap(segment).sortedByStart(\.start)
        let joined = segments.map(\.text).joinedAsText()
        return Transcript(
            text: spoken(transcription.text) ?? spoken(plainText.map(unwrapped)) ?? joined,
            language: transcription.language,
            duration: transcription.audioDuration ?? sentences?.audioDuration,
            segments: segments,
            speakers: Speaker.inOrder(of: segments),
            subtitles: subtitles
        )
    }

    /// A sentence or paragraph as a segment; nil where it has no text.
    static func segment(_ passage: AitronosPassage) -> Segment? {
        guard let text = spoken(passage.text) else { return nil }
        return Segment(
            start: passage.start,
            end: max(passage.start, passage.end),
            text: text,
            speaker: passage.speaker.flatMap { $0.isEmpty ? nil : $0 }
        )
    }

    /// A text without white space around it; nil where nothing is left.
    static func spoken(_ text: String?) -> String? {
        let text = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return text.isEmpty ? nil : text
    }

    /// A text whose lines were broken to fit a screen, in one line.
    static func unwrapped(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Where the page after this one begins; nil at the end.
    static func nextOffset(after page: AitronosPage, from offset: Int) -> Int? {
        let returned = max(page.returnedCount ?? 0, page.transcriptions.count)
        guard !page.transcriptions.isEmpty else { return nil }
        let (next, overflow) = offset.addingReportingOverflow(returned)
        guard !overflow else { return nil }
        return page.hasMore ?? page.totalCount.map { next < $0 } ?? false ? next : nil
    }
}
