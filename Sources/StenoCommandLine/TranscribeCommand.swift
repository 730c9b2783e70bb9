import ArgumentParser
import Foundation
import Steno
import StenoProviders

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
              steno transcribe --provider soniox --diarize speakers call.mp3
              steno transcribe --provider pyai https://example.org/talk.mp3
              steno transcribe --provider soniox,pyai,whisper call.mp3

            CLOUD SERVICES:
              With --provider a file is uploaded, or an address is handed over, and the
              service transcribes it as a job. Ctrl-C ends the wait and not the job:
              its id is told, and `steno jobs wait` takes it up again. `steno providers`
              shows what each service can do.

            SEVERAL PROVIDERS:
              With names and commas between, a file is given to the first that takes it.
              One that cannot be reached, refuses the key or the options, or has no
              quota left is passed over, with a warning. Nobody else is asked after an
              answer was lost, as there may be a job then, nor after a job has failed.

            JSON:
              With --json each file is one line, in the order of the command line:
                {"file": "a.wav", "seconds": 1.5, "status": "completed",
                 "transcript": {"text": "…", …}}
                {"file": "b.wav", "seconds": 0.1, "status": "failed",
                 "error": {"code": "invalidAudio", "exitCode": 65, "message": "…"}}
              `seconds` is how long the work took. `warnings` are sentences, and
              `outputs` the paths written with --output. A cloud service adds `provider`
              and `job`; a job that goes on has its last status, and an error that says
              why the wait for it ended.

            EXIT CODES:
            \(ExitCode.table)

            ENVIRONMENT:
              STENO_MODEL  the model of whisper, when --model is not given
            \(CloudKeys.help)
            """
    )

    @Argument(
        help: .init(
            "The recordings, in any format FFmpeg reads; - is standard input.",
            discussion: "A cloud service also takes http(s) addresses, which it fetches itself.",
            valueName: "file"
        ),
        completion: .file()
    )
    var files: [String]

    @Option(
        name: [.short, .long],
        help: .init("Who transcribes; of several with commas the first that takes the file.", valueName: "name")
    )
    var provider: ProviderChoices = .whisper

    @OptionGroup(title: "Recognition")
    var recognition: RecognitionArguments

    @OptionGroup(title: "Result")
    var output: OutputArguments

    @OptionGroup(title: "Cloud services")
    var cloud: CloudArguments

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
        try output.validate(results: files.count)
        try validateProvider()
    }

    private func validateProvider() throws {
        try provider.validate()
        guard !provider.services.isEmpty || cloud.given.isEmpty else {
            throw ValidationError(
                "\(cloud.given.joined(separator: ", ")) is for cloud services: whisper keeps no jobs."
            )
        }
        guard provider.all.count == 1 || recognition.model == nil else {
            throw ValidationError("A model is one provider's own; leave --model out for \(provider).")
        }
        for service in provider.services {
            let foreign = recognition.whisperOnly + machine.whisperOnly
            guard foreign.isEmpty else {
                let names = foreign.joined(separator: ", ")
                throw ValidationError("Only whisper has \(names); leave it out for \(service.id).")
            }
            if cloud.deleteJob { try service.validateDeletion() }
        }
    }

    func run() async throws {
        let console = Console(isQuiet: output.quiet, showsProgress: Terminal.canRedraw && !output.json)
        let run = TranscribeRun(
            inputs: files.map { Input(argument: $0) },
            output: output,
            setup: setup(console),
            console: console
        )
        try await console.exiting { try await run.run() }
    }

    private func setup(_ console: Console) -> any EngineSetup {
        let whisper = provider.all.contains(.whisper) ? whisperSetup(console) : nil
        if let whisper, provider.all.count == 1 { return whisper }
        return CloudSetup(
            providers: provider,
            whisper: whisper,
            options: recognition.cloudOptions,
            reference: cloud.reference,
            deletesJobs: cloud.deleteJob,
            filesInHand: machine.jobs ?? CloudSetup.usualFilesInHand,
            isVerbose: output.verbose,
            console: console
        )
    }

    private func whisperSetup(_ console: Console) -> WhisperSetup {
        let workers = machine.workers(files: files.count)
        if workers.threads > 1 { Restart.withPassiveWaiting() }
        return WhisperSetup(
            recognition: recognition,
            output: output,
            configuration: machine.configuration(workers),
            console: console
        )
    }
}
