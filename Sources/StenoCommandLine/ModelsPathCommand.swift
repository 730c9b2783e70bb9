import ArgumentParser
import Foundation
import StenoWhisper

/// `steno models path`.
struct ModelsPathCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path",
        abstract: "Print the path of an installed model, or of the folder of all."
    )

    @Argument(help: .init("A name that `steno models list` shows.", valueName: "name"))
    var name: String?

    func run() async throws {
        let console = Console(isQuiet: false, showsProgress: false)
        try await console.exiting {
            let store = ModelStore()
            try console.write(line: name.map { try store.path($0).path } ?? store.directory.path)
        }
    }
}
