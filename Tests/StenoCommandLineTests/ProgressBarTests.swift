import Testing

@testable import StenoCommandLine

@Suite struct ProgressBarTests {
    @Test func showsShareTimeTimeLeftAndFiles() {
        let bar = ProgressBar(fraction: 0.5, elapsed: 62, label: "1/3 files")
        #expect(
            bar.line(width: 80) == "[====================>                   ]  50%  1:02  1:02 left  1/3 files"
        )
    }

    @Test(arguments: [0, 0.001, 0.33, 0.999, 1, 2, -1])
    func fitsEveryWidth(fraction: Double) {
        for width in 0...200 {
            let line = ProgressBar(fraction: fraction, elapsed: 100_000, label: "123/1000 files").line(width: width)
            #expect(line.count <= max(0, width - 1))
        }
    }

    @Test func keepsItsLengthWhileItFills() {
        let lengths = stride(from: 0.01, through: 1, by: 0.01).map { fraction in
            ProgressBar(fraction: fraction, elapsed: 0).line(width: 80).count
        }
        #expect(Set(lengths).count == 1)
    }

    @Test func saysNothingOfTheTimeLeftTooEarly() {
        #expect(ProgressBar(fraction: 0.005, elapsed: 10).remaining == nil)
        #expect(ProgressBar(fraction: 0.5, elapsed: 0.5).remaining == nil)
        #expect(ProgressBar(elapsed: 10).remaining == nil)
        #expect(ProgressBar(fraction: 0.25, elapsed: 10).remaining == 30)
        #expect(ProgressBar(fraction: 1, elapsed: 10).remaining == 0)
    }

    @Test(arguments: [(0, "0:00"), (59.4, "0:59"), (61, "1:01"), (3600, "1:00:00"), (359_999, "99:59:59")])
    func showsTimes(seconds: Double, text: String) {
        #expect(ProgressBar(elapsed: seconds).line(width: 80) == text)
    }
}

@Suite struct FileProgressTests {
    @Test func weighsFilesByTheirSize() {
        let progress = FileProgress(sizes: [100, 300])
        #expect(progress.bar(after: 0).fraction == 0)
        progress.reach(0.5, of: 1)
        #expect(progress.bar(after: 0).fraction == 0.375)
        progress.reach(0.2, of: 1)
        #expect(progress.bar(after: 0).fraction == 0.375, "never goes back")
        progress.end(1)
        #expect(progress.bar(after: 0) == ProgressBar(fraction: 0.75, elapsed: 0, label: "1/2 files"))
        progress.end(0)
        #expect(progress.bar(after: 0).fraction == 1)
    }

    @Test func isNotAtItsEndBeforeTheEnd() {
        let progress = FileProgress(sizes: [0])
        progress.reach(1, of: 0)
        #expect(progress.bar(after: 0) == ProgressBar(fraction: 0.99, elapsed: 0))
    }
}
