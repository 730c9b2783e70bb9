import ArgumentParser
import Foundation
import StenoWhisper

/// The root of the command line.
@main
struct StenoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steno",
        abstract: "Turn speech into text, on this machine or with a cloud service.",
        discussion: """
            EXAMPLES:
              steno transcribe talk.mp3
              steno transcribe *.mp3 --format srt,vtt --output subtitles/
              ffmpeg -i film.mkv -f wav - | steno transcribe - --format vtt
              steno models download base.en
              steno transcribe --model base.en interview.m4a
              steno transcribe --provider soniox interview.m4a
              steno providers

            `steno help transcribe` shows every option, the exit codes and the JSON form.
            """,
        version: versions,
        subcommands: [
            TranscribeCommand.self, ProvidersCommand.self, JobsCommand.self, WebhookCommand.self, ModelsCommand.self,
        ]
    )

    /// This program's version.
    static let version = "0.1.0"

    private static var versions: String { "steno \(version)\nlibwhisper \(Whisper.libraryVersion)" }

    static func main() async {
        // A reader that goes away and a limit on the size of files are errors of the write, which are handled, and not the
        // end of the process.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        await main(nil)
    }
}
