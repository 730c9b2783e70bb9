import Foundation

/// What is measured from outside, as whole processes.
struct SpeedSuites {
    var programs: Programs
    var recordings: Recordings
    var rounds: Int

    /// Start-up: `steno --help` against `true`, the least any process costs.
    func start() throws {
        let (steno, least) = try paired(rounds: 4 * rounds) {
            try Command(program: programs.steno, arguments: ["--help"]).measure()
        } _: {
            try Command(program: "/bin/true", arguments: []).measure()
        }
        let overhead = (steno.seconds - least.seconds) * 1000
        show(
            "start   steno --help \((steno.seconds * 1000).rounded(to: 1)) ms, \(overhead.rounded(to: 1)) ms over /bin/true"
        )
    }

    /// One file of ten minutes.
    func file() throws {
        let file = try recordings.long(seconds: 600)
        let (steno, whisper) = try paired(rounds: rounds) {
            try programs.steno([file], threads: 1).measure()
        } _: {
            try programs.whisper([file], threads: 1).measure()
        }
        compare("file    10 minutes, 1 thread", steno, "whisper-cli", whisper)
    }

    /// Many short files: against a process for each, and against one process for all.
    ///
    /// Both with the whole window and with as much of it as steno computes by default, which is less for a model made for it.
    func files() throws {
        let files = try recordings.short(count: 64)
        let threads = 2
        for audioContext in ["full", "automatic"] {
            let steno = programs.steno(files, threads: threads, audioContext: audioContext)
            let (apart, each) = try paired(rounds: rounds, steno.measure) {
                try files.map { programs.whisper([$0], threads: threads) }.measure()
            }
            let what = "files   64 short, \(threads) threads, \(audioContext) window"
            compare(what, apart, "a whisper-cli each", each)
            let (together, all) = try paired(
                rounds: rounds,
                steno.measure,
                programs.whisper(files, threads: threads).measure
            )
            compare(what, together, "one whisper-cli", all)
        }
    }

    /// The default number of threads, alone and with one busy process beside it.
    func busy() throws {
        let file = try recordings.long(seconds: 300)
        let command = Command(
            program: programs.steno,
            arguments: ["transcribe", "--quiet", "--model", programs.model ?? "demo", file.path]
        )
        let (alone, beside) = try paired(rounds: rounds) {
            try command.measure()
        } _: {
            let neighbour = Process()
            neighbour.executableURL = URL(fileURLWithPath: "/bin/sh")
            neighbour.arguments = ["-c", "while :; do :; done"]
            try neighbour.run()
            defer {
                kill(neighbour.processIdentifier, SIGKILL)
                neighbour.waitUntilExit()
            }
            return try command.measure()
        }
        show(
            "busy    5 minutes, default threads: alone \(alone.seconds.rounded(to: 2)) s, beside a busy process "
                + "\(beside.seconds.rounded(to: 2)) s, ratio \((beside.seconds / alone.seconds).rounded(to: 2))"
        )
    }

    /// Peak memory for a very long recording, and for ten minutes.
    func memory(hours: Double) throws {
        let short = try recordings.long(seconds: 600)
        let long = try recordings.long(seconds: Int(hours * 3600))
        let brief = try programs.steno([short], threads: 1, options: ["--greedy"]).measure()
        let steno = try programs.steno([long], threads: 1, options: ["--greedy"]).measure()
        show(
            "memory  steno: 10 minutes \(brief.peakMegabytes.rounded(to: 0)) MB, \(hours.rounded(to: 1)) hours "
                + "\(steno.peakMegabytes.rounded(to: 0)) MB in \(steno.seconds.rounded(to: 0)) s"
        )
        let whisper = try programs.whisper([long], threads: 1, options: ["-bs", "1", "-bo", "1"]).measure()
        show("memory  whisper-cli: \(hours.rounded(to: 1)) hours \(whisper.peakMegabytes.rounded(to: 0)) MB")
    }

    private func compare(_ what: String, _ steno: Measurement, _ name: String, _ other: Measurement) {
        let ratio = steno.seconds / other.seconds
        show(
            "\(what): steno \(steno.seconds.rounded(to: 2)) s, \(name) \(other.seconds.rounded(to: 2)) s, "
                + "time ratio \(ratio.rounded(to: 3)), throughput ratio \((1 / ratio).rounded(to: 2)); "
                + "peak \(steno.peakMegabytes.rounded(to: 0)) and \(other.peakMegabytes.rounded(to: 0)) MB"
        )
    }
}
