// A server that receives the webhooks of two services: PyAI, which signs its deliveries, and SpeechIsCheap, which signs
// nothing and so is given a signed URL to call. It submits a recording to both, prints what is delivered and what was
// transcribed, and ends.
//
// Against simulators that it starts itself:
//
//     swift run --package-path Examples webhook-server --simulate Sources/StenoDemoModel/Resources/voicemail.wav
//
// Against whatever the environment names, such as the services themselves or `steno-simulator --port 8080`:
//
//     export PYAI_API_KEY=… PYAI_WEBHOOK_SECRET=…                     PYAI_BASE_URL=http://127.0.0.1:8080/pyai
//     export SIC_API_KEY=… STENO_WEBHOOK_SECRET=any-32-random-bytes   SIC_BASE_URL=http://127.0.0.1:8080/speechischeap
//     export SIC_UPLOAD_BASE_URL=http://127.0.0.1:8080/speechischeap-upload
//     export PORT=8090 PUBLIC_URL=http://127.0.0.1:8090
//     swift run --package-path Examples webhook-server talk.mp3
//
// The simulator signs PyAI's deliveries with `pyai-simulator-webhook-secret`. Services want a PUBLIC_URL with https.

import Foundation
import StenoTesting

func complain(_ message: String) {
    FileHandle.standardError.write(Data((message + "\n").utf8))
}

let arguments = Array(CommandLine.arguments.dropFirst())
let environment = ProcessInfo.processInfo.environment
do {
    switch (arguments.count, arguments.first) {
    case (2, "--simulate"):
        let recording = URL(fileURLWithPath: arguments[1])
        var configuration = SimulatorConfiguration()
        configuration.time = .scaled(by: 10)
        let simulator = Simulator(configuration)
        try await simulator.serve { address in
            let simulated = simulatedEnvironment(simulator, at: address)
            try await WebhookServer(environment: simulated).transcribe(recording)
        }
    case (1, let recording?) where !recording.hasPrefix("-"):
        try await WebhookServer(environment: environment).transcribe(URL(fileURLWithPath: recording))
    default:
        complain("usage: webhook-server [--simulate] FILE")
        exit(64)
    }
} catch let error as TranscriptionError {
    complain(error.message)
    exit(1)
}

/// What the environment would say if the simulators were the services.
func simulatedEnvironment(_ simulator: Simulator, at address: URL) -> [String: String] {
    let upload = address.appending(path: "speechischeap-upload")
    return [
        "PYAI_API_KEY": "any",
        "PYAI_BASE_URL": simulator.url(of: .pyai, at: address).absoluteString,
        "PYAI_WEBHOOK_SECRET": "pyai-simulator-webhook-secret",
        "SIC_API_KEY": "any",
        "SIC_BASE_URL": simulator.url(of: .speechischeap, at: address).absoluteString,
        "SIC_UPLOAD_BASE_URL": upload.absoluteString,
        "STENO_WEBHOOK_SECRET": UUID().uuidString,
    ]
}
