import ArgumentParser
import Foundation
import Steno

/// `steno transcribe`.
struct TranscribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcribe",
        abstract: "Transcribe audio and video files.",
        discussion: """
            Transcripts go to standard output, everything else to standard error. A file that fails does not stop the \
            others.

            EXAMPLES:
              steno transcribe talk.mp3
              steno transcribe talk.mp3 > talk.txt
              steno transcribe *.mp3 --format srt,vtt --output subtitles/
              steno transcribe call.wav --diarize channels --words --format json
              steno transcribe --model small --language de --translate rede.m4a
              ffmpeg -i film.mkv -f wav - | steno transcribe - --format vtt
              steno transcribe --json *.wav | jq -r .transcript.text

            JSON:
              With --json each file is one line, in the order of the command line:
                {"file": "a.wav", "seconds": 1.5, "status": "completed",
                 "transcript": {"text": "…", …}}
                {"file": "b.wav", "seconds": 0.1, "status": "failed",
                 "error": {"code": "invalidAudio", "exitCode": 65, "message": "…"}}
              `seconds` is how long the work took. `warnings` are sentences, and
              `outputs` the paths written with --output.

            EXIT CODES:
            \(ExitCode.table)

            ENVIRONMENT:
              STENO_MODEL  the model, when --model is not given
            """
    )

    @Argument(
        help: .init("The recordings, in any format FFmpeg reads; - is standard input.", valueName: "file"),
        completion: .file()
    )
    var files: [String]

    @OptionGroup(title: "Recognition")
    var recognition: RecognitionArguments

    @OptionGroup(title: "Result")
    var output: OutputArguments

    @OptionGroup(title: "Machine")
    var machine: MachineArguments

    func validate() throws {
        guard !files.contains("") else { throw ValidationError("A file's name is empty.") }
        guard files.filter({ $0 == "-" }).count < 2 else {
            throw ValidationError("Standard input (-) can be read once only.")
        }
        guard !files.contains("-") || isatty(STDIN_FILENO) == 0 else {
            throw ValidationError("Standard input is the terminal; pipe a recording into it.")
        }
        guard files.count == 1 || output.output != nil || output.json || output.formats == [.plainText] else {
            throw ValidationError("Several files as \(output.formats[0]) need --output FOLDER.")
        }
    }

    func run() async throws {
        let workers = machine.workers(files: files.count)
        if workers.threads > 1 { Restart.withPassiveWaiting() }
        let console = Console(isQuiet: output.quiet, showsProgress: Terminal.canRedraw && !output.json)
        let run = TranscribeRun(
            inputs: files.map(Input.init),
            recognition: recognition,
            output: output,
            configuration: machine.configuration(workers),
            console: console
        )
        try await console.exiting { try await run.run() }
    }
}
