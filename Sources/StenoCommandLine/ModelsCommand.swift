import ArgumentParser
import Foundation
import StenoWhisper

/// `steno models`.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, download and remove models.",
        discussion: """
            EXAMPLES:
              steno models list
              steno models list --provider soniox
              steno models download base.en silero-v6.2.0
              steno models download large-v3-turbo --mirror https://models.example.org/ggml/
              steno models remove base.en
              whisper-cli -m "$(steno models path base.en)" talk.wav

            ENVIRONMENT:
              STENO_MODELS  the folder the models are kept in
            """,
        subcommands: [
            ModelsListCommand.self, ModelsDownloadCommand.self, ModelsRemoveCommand.self, ModelsPathCommand.self,
        ]
    )
}
