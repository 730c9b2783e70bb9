import Foundation

/// Times the same work for each place of a first wrong byte, many times over and by turns.
struct ByPlace {
    var count: Int

    /// Does the work by turns.
    ///
    /// - Parameter work: Does the work of a place a hundred times, and returns 1.
    /// - Returns: The times of each place.
    func measure(_ work: (Int) -> Int) -> Medians {
        let clock = ContinuousClock()
        var times = [[Double]](repeating: [], count: count)
        var generator = SystemRandomNumberGenerator()
        for round in 0..<2010 {
            for place in (0..<count).shuffled(using: &generator) {
                var outcome = 0
                let time = clock.measure { outcome = work(place) }
                precondition(outcome == 1, "what is wrong was accepted")
                // The first rounds warm up.
                if round >= 10 { times[place].append(time / .seconds(100)) }
            }
        }
        return Medians(times: times.map { $0.sorted() })
    }
}

/// The times of each place, in order.
struct Medians {
    var times: [[Double]]

    func show(_ title: String) {
        let medians = times.map { $0.quantile(0.5) }
        let all = medians.quantile(0.5)
        // What the median of as many times of one and the same work can be off by, from the quarters of the times.
        let quarters = times.map { $0.quantile(0.75) - $0.quantile(0.25) }.quantile(0.5)
        let uncertainty = 1.253 * quarters / 1.349 / Double(times[0].count).squareRoot()
        let slope = String(format: "%.3f", Self.slope(medians) * 1e9)
        let least = medians.min() ?? 0
        let most = medians.max() ?? 0
        func nanoseconds(_ seconds: Double) -> String { String(format: "%.3f", seconds * 1e9) }
        let apart = String(format: "%.2f", (most / least - 1) * 100)
        print(
            "verify  \(title): median \(nanoseconds(all)) ns; by place from \(nanoseconds(least)) to "
                + "\(nanoseconds(most)) ns, \(apart) % apart (each +-\(nanoseconds(uncertainty)) ns); "
                + "first byte \(nanoseconds(medians[0])) ns, last byte \(nanoseconds(medians[medians.count - 1])) ns; "
                + "slope \(slope) ns a byte; \(times[0].count) rounds of 100"
        )
    }

    /// How much the values grow from one to the next, by least squares.
    private static func slope(_ values: [Double]) -> Double {
        let middle = Double(values.count - 1) / 2
        var products = 0.0
        var squares = 0.0
        for (place, value) in values.enumerated() {
            let distance = Double(place) - middle
            products += distance * value
            squares += distance * distance
        }
        return products / squares
    }
}

extension [Double] {
    /// The value that so large a part lies below.
    func quantile(_ part: Double) -> Double {
        sorted()[Int((Double(count - 1) * part).rounded())]
    }
}
