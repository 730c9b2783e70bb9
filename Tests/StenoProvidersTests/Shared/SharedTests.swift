import Foundation
import Steno
import StenoTestSupport
import Synchronization
import Testing

@testable import StenoProviders

@Suite("What the cloud providers share")
struct SharedTests {
    @Test("The first variable that is set is the key")
    func environment() throws {
        let environment = ProviderEnvironment(["A": " ", "B": " key \n", "C": ""], of: "acme")
        #expect(environment["A"] == nil && environment["C"] == nil && environment["D"] == nil)
        #expect(environment["B"] == "key")
        #expect(try environment.key("A", "B") == "key")
        let error = #expect(throws: TranscriptionError.self) { try environment.key("A", "C") }
        #expect(error?.message == "There is no key for acme: set the environment variable A or C.")
    }

    @Test("Rules tell the field, the rule and what there is")
    func rules() throws {
        var rules = RequestRules(of: "acme")
        rules.length("👍🏽", "two_scalars", atMost: 2)
        rules.length(nil, "nothing", atMost: 0)
        rules.count(2, "few", atMost: 2)
        rules.range(nil, "none", 1...2)
        rules.range(1, "one", 1...2)
        rules.uuid("84c32fc6-4fb5-4e7a-b656-b5ec70493753", "id")
        rules.webURL(URL(string: "http://example.com/a"), "url")
        #expect(throws: Never.self) { try rules.check() }

        rules.length("👍🏽", "short", atMost: 1)
        rules.count(3, "many", atMost: 2)
        rules.range(3, "number", 1...2)
        rules.uuid("84c32fc6", "id")
        rules.webURL(URL(string: "http://example.com/a"), "secure", httpsOnly: true)
        rules.need(false, "field", "must be so")
        let error = #expect(throws: TranscriptionError.self) { try rules.check() }
        #expect(error?.code == .invalidRequest)
        #expect(
            error?.message
                == "acme would refuse this: `short` must have at most 1 characters, and has 2. "
                + "`many` must have at most 2 items, and has 3. `number` must be from 1 to 2, and is 3. "
                + "`id` must be a UUID. `secure` must be a URL that begins with https://. `field` must be so."
        )
    }

    @Test(
        "Moments are read with and without fraction and offset",
        arguments: [
            ("2026-08-01T09:30:00Z", 0), ("2026-08-01T09:30:00.263Z", 0.263), ("2026-08-01T11:30:00+02:00", 0),
            ("2026-08-01T09:30:00", 0), ("2026-08-01T09:30:00.5", 0.5), ("2026-08-01T09:30:00.263417Z", 0.263417),
        ]
    )
    func dates(text: String, fraction: Double) throws {
        let date = try #require(Date(wire: text))
        #expect(abs(date.timeIntervalSince1970 - 1_785_576_600 - fraction) < 0.001)
    }

    @Test("What is no moment is nil", arguments: ["", "soon", "2026-13-01T09:30:00Z", "1785576600"])
    func noDates(text: String) {
        #expect(Date(wire: text) == nil)
    }

    @Test("A moment is written to the second in UTC")
    func writtenDate() {
        #expect(Date(timeIntervalSince1970: 1_785_576_600.9).wire == "2026-08-01T09:30:00Z")
    }

    @Test(
        "The media type follows the name",
        arguments: [
            ("a.mp3", "audio/mpeg"), ("A.WAV", "audio/wav"), ("b.m4a", "audio/mp4"), ("c.d.ogg", "audio/ogg"),
            ("e", "application/octet-stream"), ("f.xyz", "application/octet-stream"),
        ]
    )
    func mediaTypes(name: String, type: String) throws {
        let file = try #require(try UploadedFile(.data(Data("a".utf8), name: name), of: "any"))
        #expect(file.contentType == type)
        #expect(file.name == name)
    }

    @Test("Audio elsewhere is no upload; audio without a name has a plain one")
    func uploads() throws {
        let url = try #require(URL(string: "https://example.com/a"))
        #expect(try UploadedFile(.url(url), of: "any") == nil)
        #expect(try UploadedFile(.stored(id: "x"), of: "any") == nil)
        #expect(try UploadedFile(.data(Data("a".utf8), name: nil), of: "any")?.name == "audio")
        #expect(try UploadedFile(.data(Data("a".utf8), name: "b"), name: "c", of: "any")?.name == "c")
    }

    @Test("Pages are fetched as they are read")
    func pages() async throws {
        let pages = PageSequence<Int>(of: "acme") { cursor in
            switch cursor {
            case nil: ([1, 2], "a")
            case "a": ([], "b")
            case "b": ([3], nil)
            default: throw TranscriptionError(.invalidRequest, "no such page")
            }
        }
        var items: [Int] = []
        for try await item in pages { items.append(item) }
        #expect(items == [1, 2, 3])
    }

    @Test("A cursor that comes twice ends a list with an error")
    func repeatedPages() async throws {
        let pages = PageSequence<Int>(of: "acme") { cursor in ([cursor == nil ? 1 : 2], "a") }
        var iterator = pages.makeAsyncIterator()
        #expect(try await iterator.next() == 1)
        #expect(try await iterator.next() == 2)
        let error = await #expect(throws: TranscriptionError.self) { try await iterator.next() }
        #expect(error?.code == .invalidResponse)
        #expect(try await iterator.next() == nil)
    }

    @Test("After an error the same page is asked for again")
    func brokenPages() async throws {
        let attempts = Counter()
        let pages = PageSequence<Int>(of: "acme") { cursor in
            if cursor == "a", attempts.next() == 1 { throw TranscriptionError(.connection, "broken off") }
            return cursor == nil ? ([1], "a") : ([2], nil)
        }
        var iterator = pages.makeAsyncIterator()
        #expect(try await iterator.next() == 1)
        await #expect(throws: TranscriptionError.self) { try await iterator.next() }
        #expect(try await iterator.next() == 2)
        #expect(try await iterator.next() == nil)
    }
}

/// Counts calls.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
