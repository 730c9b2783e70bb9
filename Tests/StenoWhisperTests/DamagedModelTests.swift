import Foundation
import StenoDemoModel
import StenoTestSupport
import Testing

@testable import StenoWhisper

/// 200 damaged copies of the demo model: none may crash or hang the process.
@Suite(.serialized) struct DamagedModelTests {
    @Test func everyDamagedModelIsAnErrorOrStillTranscribes() async throws {
        let whole = try Data(contentsOf: DemoModel.file)
        try await TemporaryDirectory.with { folder in
            let outcomes = try await outcomes(of: whole, in: folder.appendingPathComponent("damaged.bin"))
            #expect(outcomes.errors + outcomes.transcripts == 200)
            #expect(outcomes.errors > 60, "the damage reaches what is checked: \(outcomes)")
        }
    }

    private func outcomes(of whole: Data, in file: URL) async throws -> (errors: Int, transcripts: Int) {
        var generator = SeededGenerator(seed: 20_261_121)
        let clip = Audio.wav(Array(try Audio.sample().prefix(2 * Audio.rate)))
        var outcomes = (errors: 0, transcripts: 0)
        for round in 0..<200 {
            try damaged(whole, round, using: &generator).write(to: file)
            do {
                let whisper = try await Whisper(model: .file(file))
                let options = TranscriptionOptions(
                    provider: .init(WhisperOptions(sampling: .greedy(bestOf: 1), temperatureIncrement: 0))
                )
                _ = try await whisper.transcribe(.data(clip, name: nil), options)
                outcomes.transcripts += 1
                await whisper.shutDown()
            } catch let error as TranscriptionError {
                #expect([.invalidModel, .providerFailure].contains(error.code), "round \(round): \(error)")
                outcomes.errors += 1
            }
        }
        return outcomes
    }

    private func damaged(_ whole: Data, _ round: Int, using generator: inout SeededGenerator) -> Data {
        var data = whole
        switch round % 5 {
        case 0:
            data = data.prefix(Int.random(in: 0..<data.count, using: &generator))
        case 1:
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                data[Int.random(in: 0..<100, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
            }
        case 2:
            for _ in 0..<200 {
                data[Int.random(in: 0..<data.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
            }
        case 3:
            let start = Int.random(in: 0..<data.count - 5000, using: &generator)
            for index in start..<start + 5000 { data[index] = UInt8.random(in: 0...255, using: &generator) }
        default:
            let start = Int.random(in: 0..<data.count - 64, using: &generator)
            data.removeSubrange(start..<start + Int.random(in: 1...64, using: &generator))
        }
        return data
    }
}
