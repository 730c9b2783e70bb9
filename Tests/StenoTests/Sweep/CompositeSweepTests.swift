import Steno
import StenoTestSupport
import Testing

/// Providers that have others do their work are swept member by member.
@Suite(.timeLimit(.minutes(10))) struct CompositeSweepTests {
    private static let unable = ScriptedProvider(
        id: "unable",
        capabilities: .init(operations: [:], audioSources: [], options: [:])
    )

    @Test func `every member that can be is swept, and named as the composite does`() async {
        let one = SweptProvider("one", jobs: [.aged("a", days: 8), .aged("b", days: 1)], files: [.aged("f", days: 9)])
        let two = SweptProvider("two", jobs: [.aged("c", days: 9), .aged("d", days: 9, .running)])
        let provider = FallbackProvider([one, Self.unable, two])
        let (findings, error) = await provider.swept(.weekWithFiles)
        #expect(error == nil)
        #expect(
            findings.map(\.words) == ["one:a deleted", "one:f deleted", "two:c deleted", "two:d kept unfinished"]
        )
        for finding in findings {
            switch finding.item {
            case .job(let job): #expect(job.provider == "fallback")
            case .file(let file): #expect(file.provider == "fallback")
            }
        }
        #expect(one.left == ["b"])
        #expect(two.left == ["d"])
        #expect(Self.unable.calls == [])
    }

    @Test func `a member that fails does not stop the others`() async {
        let one = SweptProvider("one", jobs: [.aged("a", days: 9), .aged("b", days: 8)])
        one.refuse("a", .init(.authentication, "no", provider: "one"))
        let two = SweptProvider("two", jobs: [.aged("c", days: 9)])
        let (findings, error) = await FallbackProvider([one, two]).swept()
        #expect(findings.map(\.words) == ["one:a failed authentication", "two:c deleted"])
        #expect(error?.code == .authentication)
        #expect(error?.provider == "fallback")
        #expect(error?.job?.id == "one:a")
        guard case .failed(let failure) = findings[0].outcome else { return }
        #expect(failure.provider == "fallback")
        #expect((failure.underlying as? TranscriptionError)?.provider == "one")
    }

    @Test func `composites of composites too`() async {
        let one = SweptProvider("one", jobs: [.aged("a", days: 9)])
        let inner = FallbackProvider([one], id: "inner")
        let outer = FallbackProvider([Self.unable, inner], id: "outer")
        let (findings, _) = await outer.swept()
        #expect(findings.map(\.words) == ["inner:one:a deleted"])
    }

    @Test func `a composite without a member that can be swept is refused`() async {
        #expect(await FallbackProvider([Self.unable]).swept().error?.code == .unsupportedOperation)
    }
}
