import Foundation

/// One line that shows how far the work is: `[======>     ]  52%  0:12  0:11 left  1/3 files`.
struct ProgressBar: Equatable {
    /// The share done, from 0 to 1; nil while unknown.
    var fraction: Double?
    /// The seconds passed.
    var elapsed: Double
    /// The seconds left; nil while it is too early to tell.
    var remaining: Double?
    /// What else to show, such as the count of files.
    var label: String

    /// Describes the state, with the time left reckoned from the pace since the beginning.
    init(fraction: Double? = nil, elapsed: Double, label: String = "") {
        self.fraction = fraction
        self.elapsed = elapsed
        self.label = label
        if let fraction, fraction >= 0.01, elapsed >= 1 {
            remaining = elapsed * (1 - min(1, fraction)) / fraction
        }
    }

    /// The line, always shorter than the width: a full line would wrap, and could not be redrawn.
    func line(width: Int) -> String {
        var parts = [clock(elapsed)]
        if let fraction {
            parts.insert(Self.percent(fraction), at: 0)
            parts.append(remaining.map { "\(clock($0)) left" } ?? "")
        }
        parts.append(label)
        let text = parts.filter { !$0.isEmpty }.joined(separator: "  ")
        let room = min(40, width - 1 - text.count - 4)
        guard let fraction, room >= 5 else { return String(text.prefix(max(0, width - 1))) }
        return "[\(Self.gauge(fraction, cells: room))] \(text)"
    }

    private static func percent(_ fraction: Double) -> String {
        let number = "\(Int((max(0, min(1, fraction)) * 100).rounded(.down)))%"
        return String(repeating: " ", count: 4 - number.count) + number
    }

    private static func gauge(_ fraction: Double, cells: Int) -> String {
        let filled = Int((max(0, min(1, fraction)) * Double(cells)).rounded(.down))
        let tip = filled < cells ? ">" : ""
        return String(repeating: "=", count: filled) + tip + String(repeating: " ", count: max(0, cells - filled - 1))
    }

    private func clock(_ seconds: Double) -> String {
        let seconds = Int(min(seconds, 1e9).rounded())
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return hours > 0
            ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
    }
}
