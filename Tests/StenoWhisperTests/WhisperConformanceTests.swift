import Foundation
import StenoDemoModel
import StenoTesting
import Synchronization
import Testing

@testable import StenoWhisper

/// The local engine keeps the rules that every provider has to keep.
@Suite struct WhisperConformanceTests {
    @Test func theEngineConforms() async {
        let report = await ConformanceBattery().run { WhisperSubject(try await .demo(.init(threads: 1))) }
        #expect(report.failures.isEmpty, "\(report)")
        #expect(report.passed.count >= 20, "\(report.skipped)")
    }
}

/// The engine with the demo model.
private final class WhisperSubject: ConformanceSubject {
    private let whisper: Whisper
    private let audio = Mutex<AudioSource>(.file(DemoModel.sample))

    init(_ whisper: Whisper) {
        self.whisper = whisper
    }

    var provider: any TranscriptionProvider { whisper }

    func request() -> TranscriptionRequest { .init(audio: audio.withLock { $0 }) }

    func arrange(_ situation: ConformanceSituation) throws -> Bool {
        switch situation {
        case .jobsFail: audio.withLock { $0 = .data(Data("no audio at all, just words".utf8), name: "call.mp3") }
        case .jobsDoNotEnd:
            // Long enough not to end before it is cancelled.
            let recording = try Audio.longRecording()
            audio.withLock { $0 = .data(recording, name: nil) }
        case .keyRefused, .unreachable, .rateLimitedOnce, .rateLimited, .unavailableOnce, .answerLostOnce,
            .answersUnreadable, .noAnswer, .unknownStatus, .unknownFields:
            // There is no service in between.
            return false
        }
        return true
    }

    /// The engine goes on by itself, and reports.
    func proceed() async { await Task.yield() }

    func audio(by kind: AudioSource.Kind) throws -> AudioSource? {
        switch kind {
        case .file: .file(DemoModel.sample)
        case .data: .data(try Data(contentsOf: DemoModel.sample), name: "sample.wav")
        case .url, .stored: nil
        }
    }

    func finish() async { await whisper.shutDown() }
}
