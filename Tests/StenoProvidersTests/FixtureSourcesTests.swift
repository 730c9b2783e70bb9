import Foundation
import Steno
import StenoTestSupport
import Testing

@Suite("Fixtures of the providers")
struct FixtureSourcesTests {
    static let folders = ["Soniox", "PyAI", "Aitronos", "Transcripts", "SpeechIsCheap"].map { FixtureFolder($0) }
        .filter { FileManager.default.fileExists(atPath: $0.url.path(percentEncoded: false)) }

    @Test("Every body has one row that tells its source, and every row a body", arguments: folders)
    func labelled(folder: FixtureFolder) throws {
        let sources = try folder.sources()
        #expect(sources.map(\.file).sorted() == (try folder.names()))
        for source in sources {
            #expect(!source.exchange.isEmpty, "\(source.file) tells no exchange")
            #expect(!source.sources.isEmpty, "\(source.file) tells no source")
            for text in source.sources {
                let kind = text.prefix { $0 != ":" }
                #expect(FixtureSource.kinds.contains(String(kind)), "\(source.file): \(text)")
            }
        }
    }

    @Test("Every .json parses", arguments: folders)
    func parses(folder: FixtureFolder) throws {
        for name in try folder.names() where name.hasSuffix(".json") {
            #expect(throws: Never.self, "\(name)") { try folder.json(name) }
        }
    }
}
