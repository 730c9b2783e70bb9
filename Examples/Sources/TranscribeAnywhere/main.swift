// Prints the transcript of a recording, whoever transcribes it: whisper on this machine, or a cloud service whose key is in
// the environment, such as SONIOX_API_KEY. Nothing but the name differs.
//
//     swift run --package-path Examples transcribe-anywhere whisper talk.mp3
//     swift run --package-path Examples transcribe-anywhere soniox talk.mp3
//     swift run --package-path Examples transcribe-anywhere aitronos https://example.org/talk.mp3

import Foundation
import StenoDemoModel
import StenoProviders

func provider(named name: String) async throws -> any TranscriptionProvider {
    if name == "whisper" { return try await Whisper(model: .demo) }
    return try CloudService.named(name).provider()
}

func audio(at place: String) -> AudioSource {
    if place.contains("://"), let url = URL(string: place) { return .url(url) }
    return .file(URL(fileURLWithPath: place))
}

func complain(_ message: String) {
    FileHandle.standardError.write(Data((message + "\n").utf8))
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 2 else {
    let names = ["whisper"] + CloudService.all.map(\.id.rawValue)
    complain("usage: transcribe-anywhere \(names.joined(separator: "|")) FILE|URL")
    exit(64)
}
do {
    let transcript = try await provider(named: arguments[0]).transcribe(audio(at: arguments[1]))
    print(transcript.plainText(), terminator: "")
} catch let error as TranscriptionError {
    complain(error.message)
    exit(1)
}
