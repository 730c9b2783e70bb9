public import Foundation

/// A file format for transcripts.
///
/// The set may grow; compare with the static members.
public struct TranscriptFormat: OpenName {
    /// Paragraphs of text, with speakers where they are known.
    public static let plainText: Self = "txt"
    /// SubRip subtitles.
    public static let srt: Self = "srt"
    /// WebVTT subtitles.
    public static let vtt: Self = "vtt"
    /// Everything, as JSON.
    public static let json: Self = "json"
    /// The JSON of whisper.cpp's command line.
    public static let whisperJSON: Self = "whisper-json"
    /// Segments as comma-separated values.
    public static let csv: Self = "csv"
    /// Segments as tab-separated values.
    public static let tsv: Self = "tsv"

    /// The formats there are.
    public static let all: [Self] = [.plainText, .srt, .vtt, .json, .whisperJSON, .csv, .tsv]

    /// The format's name.
    public let rawValue: String

    /// Wraps a name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The usual extension of a file's name, without the full stop.
    public var fileExtension: String {
        self == .whisperJSON ? "json" : rawValue
    }
}

extension Transcript {
    /// Writes the transcript as a file in UTF-8.
    ///
    /// - Parameters:
    ///   - format: the file's format.
    ///   - captionStyle: the rules for captions; of no effect on other formats than SRT and WebVTT.
    /// - Returns: the content of the file.
    /// - Throws: ``TranscriptionError`` of code ``TranscriptionError/Code/invalidRequest``, which lists the known formats,
    ///   when the format is not one of them, or when a number cannot be written as JSON.
    public func encoded(as format: TranscriptFormat, captionStyle: CaptionStyle = .standard) throws -> Data {
        switch format {
        case .plainText: return Data(plainText().utf8)
        case .srt: return Data(srt(captionStyle).utf8)
        case .vtt: return Data(vtt(captionStyle).utf8)
        case .json: return try json(pretty: true)
        case .whisperJSON: return try whisperJSON(full: !words.isEmpty)
        case .csv: return Data(csv().utf8)
        case .tsv: return Data(tsv().utf8)
        default:
            let known = TranscriptFormat.all.map(\.rawValue).joined(separator: ", ")
            throw TranscriptionError(.invalidRequest, "There is no format \(format.rawValue); there are \(known).")
        }
    }
}
