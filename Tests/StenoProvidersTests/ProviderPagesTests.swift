import Foundation
import StenoTestSupport
import Testing

/// The pages in `Docs/providers` tell of each field and endpoint where it is in the API, and the test that covers it.
@Suite("Pages of the providers")
struct ProviderPagesTests {
    static let root = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()

    /// The rows of all tables of a page, without their heads.
    private func rows(of page: String) throws -> [[String]] {
        let url = Self.root.appending(path: "Docs/providers/\(page).md")
        let lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
        let tables = lines.indices.filter { lines[$0].hasPrefix("|---") }
        return tables.flatMap { head in
            lines[(head + 1)...].prefix { $0.hasPrefix("|") }.map { line in
                line.dropFirst().dropLast().components(separatedBy: " | ").map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
            }
        }
    }

    @Test("No row of a table has an empty cell", arguments: ["pyai", "transcripts"])
    func cells(page: String) throws {
        let rows = try rows(of: page)
        #expect(rows.count > 40)
        for row in rows { #expect(!row.contains(""), "\(row)") }
    }

    @Test("Every test that a page names exists", arguments: [("pyai", "PyAI"), ("transcripts", "Transcripts")])
    func tests(page: String, folder: String) throws {
        var checked = 0
        for row in try rows(of: page) where row.count == 4 {
            var suite = ""
            for reference in row[3].split(separator: ", ") {
                let parts = reference.trimmingCharacters(in: CharacterSet(charactersIn: "`")).split(
                    separator: ".",
                    omittingEmptySubsequences: false
                )
                guard parts.count == 2 else {
                    Issue.record("\(reference) is no test")
                    continue
                }
                if !parts[0].isEmpty { suite = String(parts[0]) }
                let file = Self.root.appending(path: "Tests/StenoProvidersTests/\(folder)/\(suite).swift")
                let source = try String(contentsOf: file, encoding: .utf8)
                #expect(source.contains("func \(parts[1])("), "\(reference) of \(row[0])")
                checked += 1
            }
        }
        #expect(checked > 40)
    }
}
