import Foundation
import Steno

/// What became of one recording.
struct FileResult: Sendable {
    let index: Int
    var result: Result<Transcript, any Error>
    /// How long the work took.
    var seconds = 0.0
    /// The length of the recording.
    var audioSeconds: Double?
    var warnings: [String] = []
    /// Whether the translation is what to show as text.
    var showsTranslation = false
    /// The provider's job, where it outlives the run.
    var job: RemoteJob?
    /// Whether the user was told of the failure with another recording.
    var isTold = false
    /// Whether the run was interrupted before the end of the job, which goes on.
    var isInterrupted = false

    init(index: Int, result: Result<Transcript, any Error>) {
        self.index = index
        self.result = result
    }
}

/// A job that a provider keeps after the run.
struct RemoteJob: Sendable, Equatable {
    let provider: ProviderID
    let id: JobID
    /// Its last known state.
    var status: JobStatus

    /// The command that takes it up again; nil when nothing can come of that.
    var comeback: String? {
        switch status {
        case .failed, .cancelled: nil
        case .queued, .running, .completed, .unknown:
            "steno jobs wait --provider \(provider) \(id.rawValue.shellQuoted)"
        }
    }
}

extension String {
    /// The text as one word of a shell's command line.
    var shellQuoted: String {
        let isPlain =
            !isEmpty && !hasPrefix("-")
            && utf8.allSatisfy { byte in
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                    || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte || "-_./:@+,=%".utf8.contains(byte)
            }
        return isPlain ? self : "'" + replacing("'", with: #"'\''"#) + "'"
    }
}

extension Transcript {
    /// The transcript with its translation in place of what was spoken, where there is exactly one.
    ///
    /// What was spoken in the language of the translation needed none, and stays.
    var translated: Transcript {
        guard translations.count == 1 else { return self }
        let translation = translations[0]
        let kept = segments.filter { $0.language == translation.language }
        var translated = self
        translated.language = translation.language
        translated.words = []
        translated.text = translation.text
        translated.segments = translation.segments
        guard !kept.isEmpty else { return translated }
        // Two of the same time stay in the order they are in, as `sorted` alone does not promise.
        translated.segments = (translation.segments + kept).enumerated()
            .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
        translated.text = translated.segments.map { $0.text.trimmingCharacters(in: .whitespacesAndNewlines) }
            .joined(separator: " ")
        return translated
    }
}
