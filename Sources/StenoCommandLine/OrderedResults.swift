import ArgumentParser
import Foundation

/// The results of a run, shown in the order of the command line whatever order they come in.
struct OrderedResults {
    private let writer: ResultWriter
    private var early: [Int: FileResult] = [:]
    private var next = 0
    private var failures: [(index: Int, code: ExitCode)] = []
    private var taken: Set<Int> = []
    private var interrupted = 0
    private var isFirst = true

    init(writer: ResultWriter) {
        self.writer = writer
    }

    /// How many results there are, without those of jobs that go on after an interrupt.
    var count: Int { taken.count - interrupted }

    /// How many files were transcribed and written.
    private(set) var succeeded = 0

    /// Takes the result of a file, once.
    ///
    /// - Parameters:
    ///   - result: The result.
    ///   - silently: Whether nothing is said of a failure on standard error.
    /// - Returns: The results that were shown with this one.
    /// - Throws: ``OutputError`` when standard output cannot be written, which ends the run.
    @discardableResult
    mutating func take(_ result: FileResult, silently: Bool = false) throws -> [FileResult] {
        guard taken.insert(result.index).inserted else { return [] }
        let result = writer.file(result)
        writer.tell(result, silently: silently || result.isTold)
        switch result.result {
        case .success: succeeded += 1
        case .failure where result.isInterrupted: interrupted += 1
        case .failure(let error): failures.append((result.index, ExitCode(error)))
        }
        early[result.index] = result
        var shown: [FileResult] = []
        while let result = early.removeValue(forKey: next) {
            next += 1
            try show(result)
            shown.append(result)
        }
        return shown
    }

    /// Tells of a result that there is no place for any more.
    func tell(_ result: FileResult) {
        writer.tell(result, silently: false)
    }

    /// Shows the results that wait for one before them which will not come.
    ///
    /// - Returns: Those.
    @discardableResult
    mutating func showEarly() throws -> [FileResult] {
        let shown = early.sorted { $0.key < $1.key }.map(\.value)
        early = [:]
        for result in shown { try show(result) }
        return shown
    }

    private mutating func show(_ result: FileResult) throws {
        try writer.show(result, isFirst: isFirst)
        if case .success = result.result { isFirst = false }
    }

    /// What became of several files, in one sentence.
    var summary: String? {
        let all = writer.inputs.count
        guard all > 1 else { return nil }
        guard !failures.isEmpty else { return "\(all) files transcribed" }
        let shown = failures.map(\.index).sorted().prefix(10).map { writer.inputs[$0].name }.joined(separator: ", ")
        let more = failures.count > 10 ? " and \(failures.count - 10) more" : ""
        return "\(succeeded) of \(all) files transcribed, \(failures.count) failed: \(shown)\(more)"
    }

    /// The exit code of the run.
    var exitCode: ExitCode {
        if failures.isEmpty { return .success }
        return succeeded > 0 ? .someFailed : .combined(failures.map(\.code))
    }
}
