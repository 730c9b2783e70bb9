import StenoTestSupport
import Testing

@testable import StenoWhisper

@Suite struct WindowCutterTests {
    private static let rate = WindowCutter.rate

    /// A tone where there is speech and faint noise where there is none, in seconds.
    private func signal(_ parts: [(seconds: Double, loud: Bool)], floor: Float = 0.002) -> [Float] {
        var generator = SeededGenerator(seed: 1)
        return parts.flatMap { seconds, loud in
            (0..<Int(seconds * Double(Self.rate))).map { index in
                let noise = Float.random(in: -floor...floor, using: &generator)
                return loud ? 0.2 * (index / 40 % 2 == 0 ? 1 : -1) + noise : noise
            }
        }
    }

    private func windows(_ samples: [Float], block: Int = 4096) -> [Window] {
        var cutter = WindowCutter()
        var windows: [Window] = []
        for start in stride(from: 0, to: samples.count, by: block) {
            cutter.append(Array(samples[start..<min(samples.count, start + block)]))
            while let window = cutter.next() { windows.append(window) }
        }
        cutter.finish()
        while let window = cutter.next() { windows.append(window) }
        return windows
    }

    @Test func shortAudioIsOneWindow() {
        let samples = signal([(0.5, false), (3, true), (0.5, false)])
        let found = windows(samples)
        #expect(found.count == 1)
        #expect(found.first?.start == 0)
        #expect(found.first?.samples.count == samples.count)
    }

    @Test func noAudioIsNoWindow() {
        #expect(windows([]).isEmpty)
    }

    @Test(arguments: [1, 100, 399, 160, 161])
    func aFewSamplesAreOneWindow(count: Int) {
        #expect(windows(Array(repeating: 0.1, count: count)).map(\.samples.count) == [count])
    }

    @Test func digitalSilenceIsNoWindow() {
        #expect(windows(Array(repeating: 0, count: 100 * Self.rate)).isEmpty)
    }

    @Test func longSilenceBeforeSpeechIsLeftOut() throws {
        let samples = signal([(60, false), (2, true)], floor: 0)
        let window = try #require(windows(samples).first)
        #expect(window.start == 60 * Self.rate - WindowCutter.lead * WindowCutter.frame)
    }

    @Test func cutsFallInPausesAndEverySampleOfSpeechIsHeardOnce() {
        let sentence: [(Double, Bool)] = [(2.3, true), (0.5, false)]
        let samples = signal(Array(repeating: sentence, count: 60).flatMap { $0 })
        let found = windows(samples)
        #expect(found.count > 5)
        var expected = 0
        for window in found {
            #expect(window.start == expected)
            #expect(window.endsInPause)
            #expect(window.samples.count <= WindowCutter.longest * WindowCutter.frame)
            expected = window.start + window.samples.count
        }
        #expect(samples.count - expected < Self.rate)
        for window in found.dropLast() {
            let tail = window.samples.suffix(800).map(abs).max() ?? 1
            #expect(tail < 0.01, "the window ends amid speech")
            #expect(window.samples.count > 20 * Self.rate, "windows are long enough to be worth their cost")
        }
    }

    @Test func speechWithoutPauseIsCutAndSaysSo() throws {
        let found = windows(signal([(70, true)]))
        #expect(found.count == 3)
        #expect(found.first?.endsInPause == false)
        #expect(found.last?.endsInPause == true)
        #expect(found.map(\.samples.count).reduce(0, +) == 70 * Self.rate)
    }

    @Test func whatIsGivenBackComesAgain() throws {
        let samples = signal([(45, true)])
        var cutter = WindowCutter()
        cutter.append(samples)
        cutter.finish()
        let first = cutter.next()
        cutter.giveBack(try #require(first), from: 25 * Self.rate)
        let next = cutter.next()
        let second = try #require(next)
        #expect(second.start == 25 * Self.rate)
        #expect(second.samples == Array(samples[(25 * Self.rate)...]))
        let rest = cutter.next()
        #expect(rest == nil)
    }

    @Test(arguments: 0..<20)
    func theResultDoesNotDependOnHowTheStreamIsCutIntoBlocks(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let parts = (0..<40).map { index in
            (seconds: Double.random(in: 0.1...3, using: &generator), loud: index % 2 == 0)
        }
        let samples = signal(parts)
        let sizes = [160, 1000, 4096, 16_000, 50_001]
        let whole = windows(samples, block: sizes[Int(seed) % sizes.count])
        #expect(whole == windows(samples, block: 777))
    }
}
