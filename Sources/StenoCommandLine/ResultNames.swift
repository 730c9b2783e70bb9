import Foundation
import Steno

/// The names of the files that results are written to.
struct ResultNames {
    /// One name for each input, without format.
    let stems: [String]
    let formats: [TranscriptFormat]

    /// Takes the inputs' names without their last extension; where two are the same, with it; and where those are the same
    /// too, because they come from different folders, with a number.
    init(_ inputs: [Input], formats: [TranscriptFormat]) {
        self.formats = formats
        let names = inputs.map(\.fileName)
        let short = names.map { ($0 as NSString).deletingPathExtension }
        // Compared without case, because on some file systems `A.txt` and `a.txt` are the same file.
        let uses = Dictionary(short.map { ($0.lowercased(), 1) }, uniquingKeysWith: +)
        var taken: Set<String> = []
        stems = zip(names, short).map { name, short in
            let wanted = uses[short.lowercased()] == 1 ? short : name
            var stem = wanted
            var number = 2
            while !taken.insert(stem.lowercased()).inserted {
                stem = "\(wanted)-\(number)"
                number += 1
            }
            return stem
        }
    }

    /// The name of an input's result in a format.
    func name(_ index: Int, _ format: TranscriptFormat) -> String {
        // Two formats may share an extension.
        let isShared = formats.contains { $0 != format && $0.fileExtension == format.fileExtension }
        let ending = isShared && format == .whisperJSON ? "whisper.json" : format.fileExtension
        return "\(stems[index]).\(ending)"
    }
}
