import ArgumentParser
import Steno

/// The value of `--format`: one format or several with commas.
struct FormatList: ExpressibleByArgument {
    let formats: [TranscriptFormat]

    init?(argument: String) {
        let names = argument.lowercased().split(separator: ",", omittingEmptySubsequences: false)
        formats = names.map { TranscriptFormat(rawValue: $0.filter { $0 != " " }) }
        guard formats.allSatisfy(TranscriptFormat.all.contains) else { return nil }
    }

    static var allValueStrings: [String] { TranscriptFormat.all.map(\.rawValue) }

    /// All formats of several lists, each once.
    static func formats(of lists: [FormatList]) -> [TranscriptFormat] {
        lists.flatMap(\.formats).reduce(into: []) { all, format in
            if !all.contains(format) { all.append(format) }
        }
    }
}

/// The value of `--diarize`.
enum DiarizeMode: String, ExpressibleByArgument, CaseIterable {
    /// Each channel is a speaker.
    case channels
    /// By voice.
    case speakers
    /// Where the speaker changes, without telling who it is.
    case turns
}

/// The value of `--language`.
struct LanguageArgument: ExpressibleByArgument, Equatable {
    let selection: LanguageSelection

    init?(argument: String) {
        let codes = argument.split(separator: ",").map { code in
            // Whisper knows languages and not their regions.
            code.filter { $0 != " " }.prefix { $0 != "-" && $0 != "_" }.lowercased()
        }
        guard !codes.isEmpty, codes.allSatisfy({ !$0.isEmpty }) else { return nil }
        switch codes.count {
        case 1 where codes[0] == "auto": selection = .automatic
        case 1: selection = .strict(codes)
        default: selection = .hints(codes)
        }
    }
}
