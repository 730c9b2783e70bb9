import ArgumentParser
import StenoWhisper

/// `steno models remove`.
struct ModelsRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove installed models.",
        discussion: "What a broken download has left is removed too. A model that is not there is no error."
    )

    @Argument(help: .init("Names that `steno models list` shows.", valueName: "name"))
    var names: [String]

    func run() async throws {
        let console = Console(isQuiet: false, showsProgress: false)
        try await console.exiting {
            let store = ModelStore()
            for entry in try names.map(store.catalogue.entry) {
                let wasThere = store.isInstalled(entry)
                try store.remove(entry.name)
                console.note(wasThere ? "removed \(entry.name)" : "\(entry.name) is not installed")
            }
        }
    }
}
