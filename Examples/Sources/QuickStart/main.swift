// Prints subtitles for a recording: the one named on the command line, or the sample that comes with the demo model.
//
//     swift run --package-path Examples quick-start [recording]

import Foundation
import StenoDemoModel

let recording = CommandLine.arguments.dropFirst().first.map { URL(fileURLWithPath: $0) } ?? DemoModel.sample

let whisper = try await Whisper(model: .demo)
let transcript = try await whisper.transcribe(.file(recording))
print(transcript.srt())
