import ArgumentParser
import Foundation
import StenoProviders
import StenoWhisper

/// `steno models list`.
struct ModelsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the models that can be downloaded, and which are installed.",
        discussion: "With --provider, the models that a cloud service has."
    )

    @Option(name: [.short, .long], help: .init("Whose models.", valueName: "name"))
    var provider: ProviderChoice = .whisper

    @Flag(help: "Show only the installed ones.")
    var installed = false

    @Flag(help: "Write a JSON array.")
    var json = false

    @Flag(name: [.short, .long], help: "Show the log on standard error.")
    var verbose = false

    func validate() throws {
        guard provider == .whisper || !installed else {
            throw ValidationError("Only whisper's models are installed; leave --installed out for \(provider).")
        }
    }

    func run() async throws {
        let console = Console(isQuiet: false, showsProgress: false)
        try await console.exiting {
            switch provider {
            case .whisper:
                try list(ModelStore(), on: console)
            case .cloud(let service):
                let access = CloudAccess(service: service, isVerbose: verbose, console: console)
                try await list(access.models(), on: console)
            }
        }
    }

    private func list(_ store: ModelStore, on console: Console) throws {
        let rows = store.catalogue.entries.map { ModelRow($0, path: try? store.path($0.name).path) }
            .filter { $0.path != nil || !installed }
        guard !json else { return try console.write(json: rows) }
        guard !rows.isEmpty else {
            return console.note("none in \(store.directory.path); `steno models download base.en` brings the first")
        }
        try console.write(line: ModelRow.table(rows))
        let there = rows.filter { $0.path != nil }
        let size = Figures.bytes(there.compactMap(\.bytes).reduce(0, +))
        console.note("\(there.count) installed, \(size), in \(store.directory.path)")
    }

    private func list(_ models: [CloudModel], on console: Console) throws {
        guard !json else { return try console.write(json: models) }
        guard !models.isEmpty else { return console.note("\(provider) lists no models") }
        var table = TextTable()
        for model in models {
            let notes = [
                model.name == model.id ? nil : model.name,
                model.languages.isEmpty ? nil : "\(model.languages.count) languages",
                model.isForJobs == false ? "not for recordings" : nil,
            ]
            table.add([model.id, notes.compactMap { $0 }.joined(separator: ", ")])
        }
        try console.write(line: table.text)
    }
}
