import Foundation
import Steno

/// Writes results where they belong.
struct ResultWriter {
    let inputs: [Input]
    private let output: OutputArguments
    private let folder: URL?
    private let names: ResultNames
    private let console: Console

    /// Makes the folder of the results, before any work is done for nothing.
    init(inputs: [Input], output: OutputArguments, console: Console) throws {
        self.inputs = inputs
        self.output = output
        self.console = console
        names = ResultNames(inputs, formats: output.formats)
        folder = output.output.map { URL(fileURLWithPath: $0, isDirectory: true) }
        if let folder { try Self.prepare(folder, name: output.output ?? "") }
    }

    private static func prepare(_ folder: URL, name: String) throws {
        // A failure shows in the check that follows, with its reason.
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard let status = FileStatus(path: folder.path) else { throw OutputError.system(name) }
        guard status.isDirectory else { throw OutputError(number: ENOTDIR, target: name) }
        guard access(folder.path, W_OK | X_OK) == 0 else { throw OutputError.system(name) }
    }

    /// Writes the files of a result; when that fails, the result has failed.
    func file(_ result: FileResult) -> FileResult {
        guard let folder, case .success(let transcript) = result.result else { return result }
        let isTranslated = result.showsTranslation
        var result = result
        do {
            for format in output.formats {
                let file = folder.appendingPathComponent(names.name(result.index, format))
                try AtomicFile.write(try transcript.written(as: format, isTranslated: isTranslated), to: file)
            }
        } catch {
            result.result = .failure(error)
        }
        return result
    }

    /// Tells of a result on standard error.
    func tell(_ result: FileResult, silently: Bool) {
        let name = inputs[result.index].name
        for warning in result.warnings { console.note("\(name): \(warning)") }
        switch result.result {
        case .success:
            if output.timings { console.say("\(name): \(Figures.line(result))") }
        case .failure(let error):
            if !silently { console.say(complaint(error, about: name, result.job)) }
        }
    }

    /// Shows a result on standard output.
    ///
    /// - Parameters:
    ///   - result: The result.
    ///   - isFirst: Whether no transcript was shown before it.
    /// - Throws: ``OutputError`` when standard output cannot be written.
    func show(_ result: FileResult, isFirst: Bool) throws {
        if output.json {
            let line = JSONLine(result, of: inputs[result.index], outputs: paths(result))
            try console.write(line.encoded())
        } else if folder == nil, case .success(let transcript) = result.result {
            let data = try transcript.written(as: output.formats[0], isTranslated: result.showsTranslation)
            try console.write(titled(data, at: result.index, isFirst))
        }
    }

    private func titled(_ transcript: Data, at index: Int, _ isFirst: Bool) -> Data {
        var text = Data()
        if inputs.count > 1 {
            // As `head` does it.
            text += Data("\(isFirst ? "" : "\n")==> \(inputs[index].name) <==\n".utf8)
        }
        text += transcript
        if let last = text.last, last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
        return text
    }

    private func complaint(_ error: any Error, about name: String, _ job: RemoteJob?) -> String {
        var message = console.explanation(of: error)
        if let comeback = job?.comeback { message += " Take it up again with: \(comeback)" }
        return message.hasPrefix(name) ? message : "\(name): \(message)"
    }

    private func paths(_ result: FileResult) -> [String]? {
        guard let folder = output.output, case .success = result.result else { return nil }
        return output.formats.map { (folder as NSString).appendingPathComponent(names.name(result.index, $0)) }
    }
}

extension Transcript {
    /// The transcript in a format; JSON holds both what was spoken and its translation.
    fileprivate func written(as format: TranscriptFormat, isTranslated: Bool) throws -> Data {
        try (isTranslated && format != .json ? translated : self).encoded(as: format)
    }
}
