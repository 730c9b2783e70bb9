import Foundation
import Steno
import StenoTestSupport
import Synchronization
import Testing

/// What a sweep deletes, and what it keeps.
@Suite(.timeLimit(.minutes(10))) struct JobSweepTests {
    @Test func `what is old and has ended is deleted, the oldest first`() async {
        let provider = SweptProvider(jobs: [
            .aged("new", days: 1), .aged("younger", days: 6.99), .aged("old", days: 7),
            .aged("failed", days: 9, .failed),
            .aged("older", days: 8, .cancelled),
        ])
        let (findings, error) = await provider.swept()
        #expect(error == nil)
        #expect(findings.map(\.words) == ["failed deleted", "older deleted", "old deleted"])
        #expect(findings.map(\.age) == [.days(9), .days(8), .days(7)])
        #expect(provider.left == ["new", "younger"])
    }

    @Test func `what has not ended or has no date is kept, and told of`() async {
        let provider = SweptProvider(jobs: [
            .aged("queued", days: 8, .queued), .aged("running", days: 9, .running),
            .aged("odd", days: 10, .unknown("paused")), .aged("undated", days: nil), .aged("fresh", days: 1, .running),
        ])
        let (findings, _) = await provider.swept()
        #expect(
            findings.map(\.words) == [
                "undated kept undated", "odd kept unfinished", "running kept unfinished", "queued kept unfinished",
            ]
        )
        #expect(provider.deleted == [])
    }

    @Test func `what has not ended is deleted where that is spelled out`() async {
        let provider = SweptProvider(jobs: [.aged("running", days: 9, .running), .aged("fresh", days: 1, .queued)])
        _ = await provider.swept(SweepPolicy(olderThan: .days(7), includesUnfinishedJobs: true))
        #expect(provider.left == ["fresh"])
    }

    @Test func `a job that was made long ago and ended just now is not old`() async {
        var job = TranscriptionJob.aged("long", days: 30)
        job.finishedAt = today.addingTimeInterval(-60)
        var odd = TranscriptionJob.aged("odd", days: 30)
        odd.finishedAt = today.addingTimeInterval(-40 * 86_400)
        let provider = SweptProvider(jobs: [job, odd])
        #expect(await provider.swept().findings.map(\.words) == ["odd deleted"])
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300])
    func `a date that is none does no harm`(seconds: Double) async {
        var job = TranscriptionJob.aged("odd", days: nil)
        job.createdAt = Date(timeIntervalSince1970: seconds)
        let provider = SweptProvider(jobs: [job])
        let (findings, error) = await provider.swept()
        #expect(error == nil)
        // A date long before there were jobs is one all the same.
        #expect(provider.deleted == (seconds == -1e300 ? ["odd"] : []))
        #expect(findings.count == (seconds == 1e300 ? 0 : 1))
    }

    @Test(arguments: UInt64(0)..<200)
    func `nothing young and nothing that goes on is ever deleted`(seed: UInt64) async {
        let list = RandomList(seed: seed)
        let provider = list.provider()
        let (findings, error) = await provider.swept(list.policy)
        #expect(error == nil)
        #expect(Set(provider.deleted).count == provider.deleted.count)
        #expect(Set(provider.deleted) == list.deletable, "\(findings.map(\.words))")
        #expect(provider.left == list.all.subtracting(list.deletable))

        // In a dry run the same is found, and nothing is deleted.
        let untouched = list.provider()
        var policy = list.policy
        policy.isDryRun = true
        let foretold = await untouched.swept(policy).findings
        #expect(untouched.deleted == [])
        let words = Set(findings.map(\.words))
        #expect(Set(foretold.map { $0.words.replacing("would be deleted", with: "deleted") }) == words)
    }

    @Test func `a job that appears meanwhile is not deleted`() async {
        let provider = SweptProvider(
            jobs: (0..<9).map { .aged(JobID(rawValue: "\($0)"), days: 8 + Double($0)) },
            files: [.aged("file", days: 20)]
        )
        provider.add(.aged("new", days: 0), afterDeletions: 2)
        provider.add(.aged("other", days: 0, .running, file: "file"), afterDeletions: 5)
        let (findings, _) = await provider.swept(.weekWithFiles)
        #expect(provider.left == ["new", "other", "file"])
        #expect(findings.last?.words == "file kept inUse")
    }

    @Test func `no more is deleted than is read`() async throws {
        let provider = SweptProvider(jobs: (0..<9).map { .aged(JobID(rawValue: "\($0)"), days: 8) })
        let sweep = provider.sweep(.week, now: today)
        #expect(provider.lists == 0)
        for try await _ in sweep { break }
        #expect(provider.deleted.count == 1)
    }

    @Test func `the findings hold no transcripts and payloads`() async {
        var job = TranscriptionJob.aged("a", days: 8, file: "file")
        job.transcript = Transcript(text: "long")
        job.clientReference = "call-17"
        let (findings, _) = await SweptProvider(jobs: [job]).swept()
        (job.transcript, job.raw) = (nil, nil)
        #expect(findings.map(\.item) == [.job(job)])
    }
}

/// Files that no job refers to.
@Suite(.timeLimit(.minutes(10))) struct FileSweepTests {
    @Test func `files are let be unless that is asked for`() async {
        let provider = SweptProvider(files: [.aged("file", days: 20)])
        #expect(await provider.swept().findings.isEmpty)
    }

    @Test func `old files that no job refers to are deleted, those of deleted jobs among them`() async {
        let provider = SweptProvider(
            jobs: [
                .aged("new", days: 1, file: "shared"), .aged("running", days: 8, .running, file: "needed"),
                .aged("old", days: 8, file: "shared"), .aged("older", days: 9, file: "freed"),
            ],
            files: [
                .aged("young", days: 1), .aged("shared", days: 9), .aged("needed", days: 9), .aged("freed", days: 9),
                .aged("lost", days: 12), .aged("undated", days: nil),
            ]
        )
        let (findings, _) = await provider.swept(.weekWithFiles)
        #expect(
            Set(findings.map(\.words)) == [
                "older deleted", "old deleted", "running kept unfinished", "lost deleted", "shared kept inUse",
                "needed kept inUse", "freed deleted", "undated kept undated",
            ]
        )
        #expect(provider.left == ["new", "running", "young", "shared", "needed", "undated"])
    }

    @Test func `the file of a job that could not be deleted is kept`() async {
        let provider = SweptProvider(jobs: [.aged("old", days: 8, file: "file")], files: [.aged("file", days: 8)])
        provider.refuse("old", .init(.providerFailure, "broken"))
        let (findings, _) = await provider.swept(.weekWithFiles)
        #expect(findings.map(\.words) == ["old failed providerFailure", "file kept inUse"])
    }

    @Test func `the jobs are read again for every hundred files`() async {
        let files = (0..<250).map { StoredFile.aged("\($0)", days: 300 - Double($0)) }
        let provider = SweptProvider(files: files, pageSize: 1_000)
        // Made when the first hundred files were deleted, of one that is still there.
        provider.add(.aged("new", days: 0, file: "200"), afterDeletions: 100)
        let (findings, _) = await provider.swept(.weekWithFiles)
        #expect(findings.count == 250)
        #expect(provider.left == ["new", "200"])
        #expect(provider.lists == 4)
    }

    @Test func `a provider that keeps no files by themselves has none to sweep`() async {
        let provider = ScriptedProvider { script in
            script.list = [.value(JobPage(jobs: [.aged("a", days: 8)]))]
            script.delete = [.value(())]
        }
        #expect(await provider.swept(.weekWithFiles).findings.map(\.words) == ["a deleted"])
    }
}

/// A random list of jobs and files, and what a sweep may delete of it.
private struct RandomList {
    private(set) var jobs: [TranscriptionJob] = []
    private(set) var files: [StoredFile] = []
    private(set) var deletable: Set<String> = []
    let policy: SweepPolicy
    private let pageSize: Int

    var all: Set<String> { Set(jobs.map(\.id.rawValue) + files.map(\.id)) }

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let limit = Int.random(in: 1...40, using: &generator)
        policy = SweepPolicy(
            olderThan: .days(limit),
            includesUnfinishedJobs: Bool.random(using: &generator),
            includesFiles: Bool.random(using: &generator)
        )
        pageSize = Int.random(in: 1...12, using: &generator)
        func age() -> Double? {
            Int.random(in: 0..<8, using: &generator) == 0 ? nil : Double.random(in: -1...60, using: &generator)
        }
        func isOld(_ days: Double?) -> Bool { days.map { $0 >= Double(limit) } ?? false }
        let statuses: [JobStatus] = [.completed, .failed, .cancelled, .queued, .running, .unknown("paused")]
        var used: Set<String> = []
        for number in 0..<Int.random(in: 0...40, using: &generator) {
            let (days, status) = (age(), statuses.randomElement(using: &generator) ?? .completed)
            let file = Bool.random(using: &generator) ? "file \(Int.random(in: 0..<30, using: &generator))" : nil
            jobs.append(.aged(JobID(rawValue: "job \(number)"), days: days, status, file: file))
            if isOld(days), status.isTerminal || policy.includesUnfinishedJobs {
                deletable.insert("job \(number)")
            } else if let file {
                used.insert(file)
            }
        }
        for number in 0..<Int.random(in: 0...30, using: &generator) {
            let days = age()
            files.append(.aged("file \(number)", days: days))
            if policy.includesFiles, isOld(days), !used.contains("file \(number)") {
                deletable.insert("file \(number)")
            }
        }
        jobs.shuffle(using: &generator)
    }

    func provider() -> SweptProvider { SweptProvider(jobs: jobs, files: files, pageSize: pageSize) }
}
