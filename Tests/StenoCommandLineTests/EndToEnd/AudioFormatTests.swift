import Foundation
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    /// The sample in every format people have, all with the same text.
    @Suite(.timeLimit(.minutes(10))) struct AudioFormatTests {
        private static let formats: [(name: String, arguments: [String])] = [
            ("24-bit.wav", ["-c:a", "pcm_s24le"]), ("float.wav", ["-c:a", "pcm_f32le"]),
            ("44100.wav", ["-ar", "44100"]), ("stereo.wav", ["-ac", "2"]),
            ("surround.wav", ["-af", "pan=5.1|FC=c0", "-ar", "48000"]),
            ("talk.mp3", ["-b:a", "64k"]), ("talk.m4a", ["-c:a", "aac", "-b:a", "64k"]), ("talk.flac", []),
            ("talk.ogg", ["-c:a", "libvorbis"]), ("talk.opus", ["-c:a", "libopus"]),
            ("talk.webm", ["-c:a", "libopus"]),
            ("telephone.wav", ["-ar", "8000", "-c:a", "pcm_mulaw"]),
            ("gsm.wav", ["-ar", "8000", "-c:a", "libgsm_ms"]),
        ]

        @Test func everyFormatGivesTheSameText() async throws {
            let steno = try Program()
            try steno.folder.write(Data(contentsOf: Samples.voicemail), "a.wav")
            var names: [String] = []
            for format in Self.formats {
                try await encode(["-i", "a.wav"] + format.arguments + [format.name], in: steno)
                names.append(format.name)
            }
            let video = ["-f", "lavfi", "-i", "testsrc=size=128x72:rate=5", "-i", "a.wav", "-shortest", "film.mp4"]
            try await encode(video, in: steno)
            names.append("film.mp4")
            let run = try await steno.shell(
                #""$STENO" transcribe -q -f txt --output out "# + names.joined(separator: " ")
            )
            #expect(run.code == 0, "\(run.errors)")
            for name in names {
                let stem = (name as NSString).deletingPathExtension
                let outputs = try steno.folder.contents(of: "out").filter { $0 == name + ".txt" || $0 == stem + ".txt" }
                let output = try #require(outputs.first)
                #expect(try steno.folder.text("out/" + output) == Samples.text + "\n", "\(name)")
            }
        }

        private func encode(_ arguments: [String], in steno: Program) async throws {
            let words = (["ffmpeg", "-nostdin", "-v", "error"] + arguments).map { "'\($0)'" }.joined(separator: " ")
            let made = try await steno.shell(words)
            #expect(made.code == 0, "\(made.errors)")
        }
    }
}
