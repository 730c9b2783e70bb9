import ArgumentParser
import Steno
import Testing

@testable import StenoCommandLine

@Suite struct SweepTallyTests {
    private static let job = SweepFinding.Item.job(TranscriptionJob(id: "a", provider: "soniox", status: .completed))
    private static let file = SweepFinding.Item.file(StoredFile(id: "f", provider: "soniox"))

    private static func tally(_ findings: [(SweepFinding.Item, SweepFinding.Outcome)]) -> SweepTally {
        findings.reduce(into: SweepTally()) { $0.add(SweepFinding($1.0, age: .seconds(90_000), outcome: $1.1)) }
    }

    @Test func nothing() {
        let tally = Self.tally([])
        #expect(tally.isEmpty)
        #expect(tally.text == "nothing is that old")
        #expect(tally.exitCode == nil)
    }

    @Test func jobsAndFiles() {
        let tally = Self.tally([
            (Self.job, .deleted), (Self.job, .deleted), (Self.file, .deleted), (Self.job, .kept(.undated)),
        ])
        #expect(tally.text == "deleted 2 jobs and 1 file, kept 1")
        #expect(tally.exitCode == nil)
        #expect(Self.tally([(Self.file, .wouldBeDeleted)]).text == "would delete 1 file")
        #expect(Self.tally([(Self.job, .kept(.unfinished))]).text == "deleted nothing, kept 1")
    }

    @Test func failures() {
        let busy = SweepFinding.Outcome.failed(.init(.rateLimited, "slow down"))
        let broken = SweepFinding.Outcome.failed(.init(.providerFailure, "broken"))
        #expect(Self.tally([(Self.job, busy), (Self.job, busy)]).exitCode == .temporaryFailure)
        #expect(Self.tally([(Self.job, busy), (Self.job, broken)]).exitCode == .someFailed)
        let tally = Self.tally([(Self.job, busy), (Self.job, .deleted)])
        #expect(tally.exitCode == .someFailed)
        #expect(tally.text == "deleted 1 job, 1 failed")
    }

    @Test func lines() {
        let line = SweepLine(SweepFinding(Self.job, age: nil, outcome: .kept(.undated)))
        #expect(line.text == "kept          job   a  no date  completed")
        var file = StoredFile(id: "f", provider: "soniox", name: "a\u{1B}[2J\nb", size: 12)
        file.clientReference = "call-17"
        let odd = SweepLine(SweepFinding(.file(file), age: .seconds(90_000), outcome: .kept(.inUse)))
        #expect(!odd.text.contains("\u{1B}") && !odd.text.contains("\n"))
        #expect(odd.text.hasSuffix("12 B  call-17  a job refers to it"))
    }
}
