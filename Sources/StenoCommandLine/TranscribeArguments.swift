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
    /// The codes as written; empty for `auto`.
    private let tags: [String]

    init?(argument: String) {
        let tags = argument.split(separator: ",").map { $0.filter { $0 != " " } }
        guard !tags.isEmpty, tags.allSatisfy({ !Self.language($0).isEmpty }) else { return nil }
        self.tags = tags.map { $0.lowercased() } == ["auto"] ? [] : tags
    }

    /// What it means to whisper, which knows languages and not their regions, and can be held to one.
    var selection: LanguageSelection {
        switch tags.count {
        case 0: .automatic
        case 1: .strict(tags.map(Self.language))
        default: .hints(tags.map(Self.language))
        }
    }

    /// What it means to a cloud service, few of which can be held to a language.
    var hints: LanguageSelection { tags.isEmpty ? .automatic : .hints(tags) }

    private static func language(_ tag: String) -> String {
        tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
    }
}
