import ArgumentParser
import Foundation
import Steno
import Synchronization
import Testing

@testable import StenoCommandLine

@Suite struct TranscribeRunTests {
    /// An engine that transcribes at once, and notes which recordings were begun.
    private final class NotingEngine: FileEngine {
        let filesInHand = 4
        private let state = Mutex<[Int]>([])

        var begun: [Int] { state.withLock { $0 } }

        func begin(_ input: OpenInput, at index: Int) async -> FileWork {
            // Here another could overtake.
            await Task.yield()
            state.withLock { $0.append(index) }
            return { FileResult(index: index, result: .success(Transcript(text: "Hello"))) }
        }

        func bar(after elapsed: Double) -> ProgressBar { ProgressBar(elapsed: elapsed) }
        func skip(_ index: Int) {}
        func settle(_ result: FileResult) {}
        func shutDown() {}
    }

    private struct NotingSetup: EngineSetup {
        let engine: NotingEngine
        let takesAddresses = false

        func preflight() {}
        func engine(for inputs: [OpenInput?]) -> any FileEngine { engine }
    }

    @Test func beginsTheFilesInTheOrderGiven() async throws {
        let folder = try TemporaryFolder()
        let engine = NotingEngine()
        let run = TranscribeRun(
            inputs: Array(repeating: Input(argument: Samples.voicemail.path), count: 20),
            output: try OutputArguments.parse(["--output", folder.path("out"), "--quiet"]),
            setup: NotingSetup(engine: engine),
            console: Console(isQuiet: true, showsProgress: false)
        )
        try await run.run()
        #expect(engine.begun == Array(0..<20))
    }
}
