import ArgumentParser
import Steno

/// How many jobs and files a sweep found, and what became of them.
struct SweepTally {
    private var (jobs, files, kept, failed) = (0, 0, 0, 0)
    private var isDryRun = false
    private var failures: Set<Int32> = []

    /// Whether nothing was found.
    var isEmpty: Bool { jobs + files + kept + failed == 0 }

    /// Counts one more.
    mutating func add(_ finding: SweepFinding) {
        switch finding.outcome {
        case .kept:
            kept += 1
        case .failed(let error):
            failed += 1
            failures.insert(ExitCode(error).rawValue)
        case .deleted, .wouldBeDeleted:
            if case .wouldBeDeleted = finding.outcome { isDryRun = true }
            if case .job = finding.item { jobs += 1 } else { files += 1 }
        }
    }

    /// The numbers in a sentence.
    var text: String {
        if isEmpty { return "nothing is that old" }
        let verb = isDryRun ? "would delete" : "deleted"
        let deleted = [Self.count(jobs, "job"), Self.count(files, "file")].compactMap(\.self)
        return [
            "\(verb) \(deleted.isEmpty ? "nothing" : deleted.joined(separator: " and "))",
            kept > 0 ? "kept \(kept)" : nil, failed > 0 ? "\(failed) failed" : nil,
        ].compactMap(\.self).joined(separator: ", ")
    }

    /// The code that tells of failures; nil where there were none.
    var exitCode: ExitCode? {
        guard failed > 0 else { return nil }
        let codes = failures.map { ExitCode($0) }
        return .combined(jobs + files > 0 ? codes + [.success] : codes)
    }

    private static func count(_ number: Int, _ name: String) -> String? {
        number == 0 ? nil : "\(number) \(name)\(number == 1 ? "" : "s")"
    }
}
