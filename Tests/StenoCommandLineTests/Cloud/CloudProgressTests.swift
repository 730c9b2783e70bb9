import Steno
import StenoProviders
import Testing

@testable import StenoCommandLine

@Suite struct CloudProgressTests {
    private func job(_ status: JobStatus, _ progress: Double? = nil) -> TranscriptionJob {
        TranscriptionJob(id: "7f3c", provider: "scripted", status: status, progress: progress)
    }

    private func upload(_ sent: Int64, of total: Int64 = 4_000_000, _ name: String = "a.mp3") -> UploadProgress {
        UploadProgress(fileName: name, sent: sent, total: total)
    }

    @Test func showsTheUploadOfOneFileAndThenItsJob() {
        let progress = CloudProgress(files: ["a.mp3"])
        progress.begin(0)
        #expect(progress.bar(after: 0) == ProgressBar(elapsed: 0, label: "submitting"))
        progress.upload(upload(1_000_000))
        _ = progress.bar(after: 2)
        progress.upload(upload(2_000_000))
        let bar = progress.bar(after: 4)
        #expect(bar.fraction == 0.5)
        #expect(bar.elapsed == 4)
        #expect(bar.remaining == 2, "reckoned since the upload began")
        #expect(bar.label == "uploading 4.0 MB")
        progress.upload(upload(4_000_000))
        #expect(progress.bar(after: 5) == ProgressBar(elapsed: 5, label: "submitting"))
        progress.note(job(.queued), of: 0)
        #expect(progress.bar(after: 6) == ProgressBar(elapsed: 6, label: "queued"))
        progress.note(job(.running), of: 0)
        #expect(progress.bar(after: 7) == ProgressBar(elapsed: 7, label: "running"))
        progress.note(job(.running, 0.25), of: 0)
        #expect(progress.bar(after: 8).fraction == 0.25)
    }

    @Test func countsSeveralFiles() {
        let progress = CloudProgress(files: ["a.mp3", nil, "b.mp3", "c.mp3"])
        for index in 0..<3 { progress.begin(index) }
        progress.upload(upload(1))
        progress.note(job(.running), of: 1)
        progress.end(2)
        let bar = progress.bar(after: 1)
        #expect(bar.fraction == 0.25)
        #expect(bar.label == "1/4 files, 1 uploading, 1 running")
    }

    @Test func tellsFilesOfOneNameApartAsFarAsTheirLengthsDo() {
        let progress = CloudProgress(files: ["a.mp3", "a.mp3"])
        progress.begin(0)
        progress.begin(1)
        progress.upload(upload(0, of: 100))
        progress.upload(upload(0, of: 200))
        progress.upload(upload(50, of: 100))
        #expect(progress.phase(of: 0) == .uploading(sent: 50, total: 100))
        #expect(progress.phase(of: 1) == .uploading(sent: 0, total: 200))
    }

    @Test func staysAtTheEnd() {
        let progress = CloudProgress(files: ["a.mp3"])
        progress.end(0)
        progress.upload(upload(1))
        progress.note(job(.running), of: 0)
        #expect(progress.phase(of: 0) == .ended)
    }
}
