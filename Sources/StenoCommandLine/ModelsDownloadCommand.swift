import ArgumentParser
import Foundation
import StenoWhisper

/// `steno models download`.
struct ModelsDownloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download",
        abstract: "Download models.",
        discussion: """
            Each file is checked against its published checksum before it counts as installed. A download that breaks off \
            goes on where it was when it is asked for again. Prints the path of each model.
            """
    )

    @Argument(help: .init("Names that `steno models list` shows.", valueName: "name"))
    var names: [String]

    @Option(help: .init("A folder on another server that has the files under their own names.", valueName: "url"))
    var mirror: String?

    @Flag(name: [.short, .long], help: "Tell nothing on standard error but errors.")
    var quiet = false

    private var mirrorURL: URL? {
        get throws {
            try mirror.map { text in
                guard let url = URL(string: text), url.host != nil else {
                    throw ValidationError("--mirror is an address such as https://models.example.org/ggml/.")
                }
                return url
            }
        }
    }

    func validate() throws {
        _ = try mirrorURL
    }

    func run() async throws {
        let console = Console(isQuiet: quiet, showsProgress: Terminal.canRedraw)
        let mirror = try mirrorURL
        try await console.exiting {
            let store = ModelStore()
            // A name that does not exist is found before anything is fetched.
            let entries = try names.map(store.catalogue.entry)
            for entry in entries { try await download(entry, to: store, from: mirror, console) }
        }
    }

    private func download(
        _ entry: WhisperModelEntry,
        to store: ModelStore,
        from mirror: URL?,
        _ console: Console
    ) async throws {
        let state = DownloadProgress(entry.name)
        if !store.isInstalled(entry) {
            console.note("downloading \(entry.name)\(entry.byteCount.map { ", \(Figures.bytes($0))" } ?? "")")
        }
        let file = try await ProgressDisplay(console: console, bar: state.bar).during {
            try await store.download(entry, from: mirror) { state.reach($0) }
        }
        try console.write(line: file.path)
    }
}
