import Foundation
import StenoTestSupport
import Testing

/// The pages in `Docs/providers`, whose tables tell which test covers what.
@Suite("Pages of the providers")
struct ProviderPagesTests {
    static let repository = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()
    static let pages = files(in: "Docs/providers", "md")

    @Test("No cell of a table is empty", arguments: pages)
    func complete(page: URL) throws {
        for row in try rows(of: page) {
            #expect(row.allSatisfy { !$0.isEmpty }, "\(row)")
        }
    }

    @Test("Every test that is named exists", arguments: pages)
    func testsExist(page: URL) throws {
        let sources = try Self.files(in: "Tests/StenoProvidersTests", "swift").reduce(into: [String: String]()) {
            $0[$1.deletingPathExtension().lastPathComponent] = try String(contentsOf: $1, encoding: .utf8)
        }
        let names = try String(contentsOf: page, encoding: .utf8).matches(of: /`(\w+Tests)\.(\w+)`/)
        for name in names {
            let source = sources["\(name.output.1)"] ?? ""
            #expect(source.contains("func \(name.output.2)("), "\(name.output.0)")
        }
        #expect(!names.isEmpty)
    }

    @Test("Every row of a table with a column for tests names one", arguments: pages)
    func covered(page: URL) throws {
        var hasTests = false
        for row in try rows(of: page) {
            if row.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } }) { continue }
            if row.last == "test" {
                hasTests = true
            } else if hasTests {
                #expect(row.last?.contains("Tests.") == true, "\(row)")
            }
        }
    }

    /// The rows of all tables, heads included.
    private func rows(of page: URL) throws -> [[String]] {
        try String(contentsOf: page, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    private static func files(in folder: String, _ type: String) -> [URL] {
        let root = repository.appending(path: folder, directoryHint: .isDirectory)
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: root.path(percentEncoded: false))) ?? []
        return names.filter { $0.hasSuffix(".\(type)") }.sorted().map { root.appending(path: $0) }
    }
}
