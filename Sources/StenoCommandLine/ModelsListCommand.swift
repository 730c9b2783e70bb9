import ArgumentParser
import Foundation
import StenoWhisper

/// `steno models list`.
struct ModelsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the models that can be downloaded, and which are installed."
    )

    @Flag(help: "Show only the installed ones.")
    var installed = false

    @Flag(help: "Write a JSON array.")
    var json = false

    func run() async throws {
        let console = Console(isQuiet: false, showsProgress: false)
        try await console.exiting { try list(ModelStore(), on: console) }
    }

    private func list(_ store: ModelStore, on console: Console) throws {
        let rows = store.catalogue.entries.map { ModelRow($0, path: try? store.path($0.name).path) }
            .filter { $0.path != nil || !installed }
        guard !json else {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try console.write(encoder.encode(rows) + Data("\n".utf8))
        }
        guard !rows.isEmpty else {
            return console.note("none in \(store.directory.path); `steno models download base.en` brings the first")
        }
        try console.write(line: ModelRow.table(rows))
        let there = rows.filter { $0.path != nil }
        let size = Figures.bytes(there.compactMap(\.bytes).reduce(0, +))
        console.note("\(there.count) installed, \(size), in \(store.directory.path)")
    }
}
