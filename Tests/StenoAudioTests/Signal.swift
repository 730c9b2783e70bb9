import Foundation
import StenoTestSupport

/// Test signals as functions of time, so that the same one can be had at any sample rate.
enum Signal {
    /// A sweep from 200 to 3,000 Hz in two seconds, at half of full scale: no two places look alike.
    static func sweep(_ time: Double) -> Double {
        0.5 * sin(2 * .pi * (200 * time + 700 * time * time))
    }

    static func tone(_ frequency: Double) -> (Double) -> Double {
        { 0.4 * sin(2 * .pi * frequency * $0) }
    }

    static func samples(_ signal: (Double) -> Double, seconds: Double, rate: Int) -> [Float] {
        (0..<Int(seconds * Double(rate))).map { Float(signal(Double($0) / Double(rate))) }
    }

    /// The share of a frequency in the signal's energy, 0 to 1.
    static func share(of frequency: Double, in samples: [Float], rate: Double = 16_000) -> Double {
        var real = 0.0
        var imaginary = 0.0
        var energy = 0.0
        for (index, sample) in samples.enumerated() {
            let angle = 2 * .pi * frequency * Double(index) / rate
            real += Double(sample) * cos(angle)
            imaginary += Double(sample) * sin(angle)
            energy += Double(sample) * Double(sample)
        }
        return energy == 0 ? 0 : 2 * (real * real + imaginary * imaginary) / (Double(samples.count) * energy)
    }

    static func power(_ samples: [Float]) -> Double {
        samples.isEmpty ? 0 : samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    }

    /// How alike two signals are, -1 to 1, and by how many samples the second one is late.
    static func likeness(_ one: [Float], _ other: [Float], lags: ClosedRange<Int> = -200...200) -> (Double, lag: Int) {
        let window = one.count / 3..<min(one.count / 3 + 6_000, one.count)
        var best = 0
        var most = -2.0
        for lag in lags {
            let value = correlation(one, other, window, lag)
            if value > most { (best, most) = (lag, value) }
        }
        return (correlation(one, other, 0..<one.count, best), best)
    }

    private static func correlation(_ one: [Float], _ other: [Float], _ range: Range<Int>, _ lag: Int) -> Double {
        let range = range.clamped(to: max(0, -lag)..<max(max(0, -lag), other.count - lag))
        return one.withUnsafeBufferPointer { one in
            other.withUnsafeBufferPointer { other in
                var product: Float = 0
                var oneEnergy: Float = 0
                var otherEnergy: Float = 0
                for index in range {
                    product += one[index] * other[index + lag]
                    oneEnergy += one[index] * one[index]
                    otherEnergy += other[index + lag] * other[index + lag]
                }
                let scale = (oneEnergy * otherEnergy).squareRoot()
                return scale > 0 ? Double(product / scale) : 0
            }
        }
    }
}

extension WaveFile {
    /// A signal as a mono file.
    static func data(_ signal: (Double) -> Double, seconds: Double, rate: Int) -> Data {
        data([quantized(Signal.samples(signal, seconds: seconds, rate: rate))], rate: rate)
    }
}
