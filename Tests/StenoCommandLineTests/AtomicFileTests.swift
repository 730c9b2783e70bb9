import Foundation
import Testing

@testable import StenoCommandLine

@Suite struct AtomicFileTests {
    @Test func replacesWholeFilesAndLeavesNothingElse() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appendingPathComponent("a.txt")
        try AtomicFile.write(Data("long old content".utf8), to: file)
        try AtomicFile.write(Data("new".utf8), to: file)
        #expect(try String(contentsOf: file, encoding: .utf8) == "new")
        #expect(try folder.contents() == ["a.txt"])
    }

    @Test func leavesNothingWhereItFails() throws {
        let folder = try TemporaryFolder()
        // A folder that is not empty cannot be replaced by a file.
        let obstacle = folder.url.appendingPathComponent("a.txt")
        try FileManager.default.createDirectory(
            at: obstacle.appendingPathComponent("x"),
            withIntermediateDirectories: true
        )
        #expect(throws: OutputError.self) { try AtomicFile.write(Data("new".utf8), to: obstacle) }
        #expect(try folder.contents() == ["a.txt"])
    }
}
