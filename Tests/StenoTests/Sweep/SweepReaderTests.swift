import StenoTestSupport
import Testing

@testable import Steno

/// Lists that are longer than what a sweep holds at a time.
@Suite(.timeLimit(.minutes(10))) struct SweepReaderTests {
    private static let judge = SweepJudge(policy: .week, now: today)

    private static func reader(_ provider: SweptProvider, size: Int, changes: Bool) -> SweepReader<JobSequence> {
        SweepReader(provider.jobs(), size: size, changes: changes) { judge.target($0) }
    }

    private static func provider() -> SweptProvider {
        SweptProvider(jobs: (0..<8).map { .aged(JobID(rawValue: "\($0)"), days: 8 + Double($0)) })
    }

    @Test func `a list that stays as it is is read once`() async throws {
        let provider = Self.provider()
        var reader = Self.reader(provider, size: 3, changes: false)
        var rounds: [[String]] = []
        while case let round = try await reader.round(), !round.isEmpty { rounds.append(round.map(\.id)) }
        #expect(rounds == [["2", "1", "0"], ["5", "4", "3"], ["7", "6"]])
        #expect(provider.lists == 3)
    }

    @Test func `a list that changes is read from its beginning, and nothing of it twice`() async throws {
        let provider = Self.provider()
        var reader = Self.reader(provider, size: 3, changes: true)
        #expect(try await reader.round().map(\.id) == ["2", "1", "0"])
        try await provider.delete("0", withFile: false)
        try await provider.delete("2", withFile: false)
        #expect(try await reader.round().map(\.id) == ["5", "4", "3"])
        try await provider.delete("3", withFile: false)
        #expect(try await reader.round().map(\.id) == ["7", "6"])
        #expect(try await reader.round().isEmpty)
        #expect(try await reader.round().isEmpty)
    }
}
