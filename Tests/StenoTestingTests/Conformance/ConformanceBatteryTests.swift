import Steno
import StenoTesting
import Testing

/// The battery itself: a provider that keeps the rules passes, and each broken rule is found.
@Suite struct ConformanceBatteryTests {
    @Test func aProviderThatKeepsTheRulesPasses() async {
        let report = await ConformanceBattery().run { SampleSubject() }
        #expect(report.failures.isEmpty, "\(report)")
        let skipped = Set(report.skipped.map(\.check))
        #expect(skipped.isSubset(of: ["unsupported-operations-are-refused"]), "\(report.skipped)")
        #expect(report.passed.count + skipped.count >= ConformanceCheck.all.count)
    }

    @Test(arguments: SampleFlaw.allCases) func aBrokenRuleIsFound(flaw: SampleFlaw) async {
        let checks = ConformanceCheck.all.filter { flaw.checks.contains($0.id) }
        let battery = ConformanceBattery(
            checks: checks,
            timeLimit: .seconds(20),
            cancellationLimit: .milliseconds(50)
        )
        let report = await battery.run { SampleSubject(flaw) }
        #expect(Set(report.failures.map(\.check)) == flaw.checks, "\(report)")
        #expect(report.failures.allSatisfy { !$0.description.contains(SampleProvider.key) })
    }

    @Test func everyCheckIsShownToFail() {
        let found = SampleFlaw.allCases.reduce(into: Set<String>()) { $0.formUnion($1.checks) }
        #expect(found == Set(ConformanceCheck.all.map(\.id)))
        #expect(Set(ConformanceCheck.all.map(\.id)).count == ConformanceCheck.all.count)
    }

    @Test func whatCannotBeArrangedIsSkippedAndSaid() async {
        let report = await ConformanceBattery().run { SilentSubject() }
        #expect(report.failures.isEmpty, "\(report)")
        #expect(report.skipped.contains { $0.check == "failed-jobs-say-why" })
        #expect(!report.passed.contains("failed-jobs-say-why"))
        #expect(report.passed.contains("jobs-complete"))
    }

    @Test func aCheckThatDoesNotEndIsAFailure() async throws {
        let checks = ConformanceCheck.all.filter { $0.id == "jobs-complete" }
        let battery = ConformanceBattery(checks: checks, timeLimit: .milliseconds(20))
        let report = await battery.run { StuckSubject() }
        #expect(report.failures.map(\.check) == ["jobs-complete"])
        #expect(report.failures.first?.observed == "it did not end")
        #expect(report.passed.isEmpty)
    }

    @Test func aSubjectThatCannotBeMadeIsAFailure() async {
        struct Unmade: Error {}
        let checks = Array(ConformanceCheck.all.prefix(1))
        let report = await ConformanceBattery(checks: checks).run { throw Unmade() }
        #expect(report.failures.count == 1)
        #expect(report.failures.first?.expectation == "a subject to check")
    }
}

/// A subject that says no more than it must.
private struct SilentSubject: ConformanceSubject {
    private let sample = SampleSubject()

    var provider: any TranscriptionProvider { sample.provider }
    func request() -> TranscriptionRequest { sample.request() }
    func proceed() { sample.proceed() }
}

/// A subject whose time never passes.
private struct StuckSubject: ConformanceSubject {
    private let sample = SampleSubject(.reportsWithoutEnd)

    init() { _ = sample.arrange(.jobsDoNotEnd) }

    var provider: any TranscriptionProvider { sample.provider }
    func request() -> TranscriptionRequest { sample.request() }

    func proceed() async throws {
        let (never, continuation) = AsyncStream<Never>.makeStream()
        for await _ in never {}
        continuation.finish()
    }
}
