public import Foundation
public import Steno

/// The bodies kept for one provider in `Tests/Fixtures/<Provider>`, and where each comes from.
///
/// A fixture is a body exactly as it is on the wire. `SOURCES.md` beside it tells of which exchange it is and who vouches
/// for its shape.
public struct FixtureFolder: Sendable {
    /// The folder.
    public let url: URL

    /// The folder of a provider, by its name as in `Sources/StenoProviders`.
    public init(_ provider: String) {
        url = Fixtures.folder.appending(path: provider, directoryHint: .isDirectory)
    }

    /// A body's bytes.
    public func data(_ name: String) throws -> Data {
        try Data(contentsOf: url.appending(path: name, directoryHint: .notDirectory))
    }

    /// A body as text.
    public func text(_ name: String) throws -> String {
        String(decoding: try data(name), as: UTF8.self)
    }

    /// A body as JSON, to compare another with.
    public func json(_ name: String) throws -> JSONValue {
        try JSONValue(json: data(name))
    }

    /// The names of all bodies.
    public func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.path(percentEncoded: false))
            .filter { $0 != "SOURCES.md" && !$0.hasPrefix(".") }
            .sorted()
    }

    /// The rows of `SOURCES.md`.
    public func sources() throws -> [FixtureSource] {
        try text("SOURCES.md").split(separator: "\n").compactMap { FixtureSource(row: $0) }
    }
}

/// Where a fixture comes from: a row of `SOURCES.md`.
public struct FixtureSource: Sendable, Hashable {
    /// The words a source may begin with.
    public static let kinds: Set<String> = [
        "reference", "documentation", "specification", "sdk", "community", "assumed",
    ]

    /// The file's name.
    public var file: String
    /// The method and path it belongs to, and whether it is a body, an answer or a delivery.
    public var exchange: String
    /// Who vouches for its shape: each begins with one of ``kinds`` and a colon.
    public var sources: [String]

    /// Reads a row of the table; nil for anything else, such as its head.
    init?(row: Substring) {
        let cells = row.split(separator: "|", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count == 5, cells[1].hasPrefix("`"), cells[1].hasSuffix("`") else { return nil }
        file = cells[1].trimmingCharacters(in: CharacterSet(charactersIn: "`"))
        exchange = cells[2]
        sources = cells[3].split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

extension JSONValue {
    /// Parses a document.
    public init(json: Data) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: json)
    }
}
