import Foundation
import Steno
import StenoTestSupport
import StenoTesting
import Testing

/// The composite providers keep the rules that every provider has to keep.
@Suite struct CompositeProviderConformanceTests {
    /// The composites to check.
    enum Kind: CaseIterable {
        case fallback
        case routing
        case hedged
        case nested

        /// What the ids of the first member's jobs begin with.
        func prefix(_ name: ProviderID) -> String {
            self == .nested ? "\(name):\(name):" : "\(name):"
        }

        func compose(
            _ members: [any TranscriptionProvider],
            _ clock: any Clock<Duration> = HurriedClock()
        ) throws -> any CompositeProvider {
            switch self {
            case .fallback: FallbackProvider(members)
            case .routing: try RoutingProvider(members)
            case .hedged: HedgedProvider(members[0], members[1], after: .seconds(3_600), clock: clock)
            case .nested:
                FallbackProvider(members: [
                    CompositeMember("\(members[0].id)", try RoutingProvider(Array(members.prefix(1)))),
                    CompositeMember("others", FallbackProvider(Array(members.dropFirst()))),
                ])
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func compositesOfSomeoneElsesProvidersConform(_ kind: Kind) async throws {
        let report = await ConformanceBattery().run {
            try CompositeSubject([SampleSubject(), SampleSubject()], prefix: kind.prefix("sample")) {
                try kind.compose($0)
            }
        }
        #expect(report.failures.isEmpty, "\(report)")
        let skipped = Set(report.skipped.map(\.check))
        // A key is good with one member only, so a composite does not promise to keep it.
        let mayBeSkipped: Set = ["unsupported-operations-are-refused", "idempotency-keys-are-kept"]
        #expect(skipped.isSubset(of: mayBeSkipped), "\(report.skipped)")
        #expect(report.passed.count + skipped.count >= ConformanceCheck.all.count)
    }

    private static let pairs: [[SimulatorService]] = [
        [.soniox, .pyai], [.pyai, .soniox], [.transcripts, .aitronos], [.speechischeap, .transcripts],
    ]

    @Test(arguments: Kind.allCases, pairs)
    func compositesOfAdaptersConform(_ kind: Kind, _ services: [SimulatorService]) async throws {
        try await TemporaryDirectory.with { directory in
            let file = directory.appending(path: "call.wav", directoryHint: .notDirectory)
            try recordingData.write(to: file)
            try await withSimulator { simulator, client in
                let address = client.base
                // Without a list of the first member's jobs, these cannot find them.
                let needList: Set = ["pages-hold-every-job-once", "lists-are-filtered-by-state"]
                let hasList = services[0] != .speechischeap
                let checks = ConformanceCheck.all.filter { hasList || !needList.contains($0.id) }
                let report = await ConformanceBattery(checks: checks).run {
                    let members = services.map { SimulatedSubject($0, of: simulator, at: address, file: file) }
                    return try CompositeSubject(members, prefix: kind.prefix(members[0].provider.id)) {
                        try kind.compose($0, SimulatorClock(simulator))
                    }
                }
                #expect(report.failures.isEmpty, "\(report)")
                #expect(report.passed.count >= 25, "\(report.skipped)")
                #expect(!report.skipped.contains { $0.reason.contains("cannot arrange") })
            }
        }
    }
}
