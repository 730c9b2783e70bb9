import Foundation

/// Numbers for people.
enum Figures {
    /// Seconds with as many decimals as matter: `0.42 s`, `12.3 s`, `754 s`.
    static func seconds(_ seconds: Double) -> String {
        let decimals = seconds < 10 ? 2 : seconds < 100 ? 1 : 0
        return String(format: "%.\(decimals)f s", seconds)
    }

    /// Bytes in decimal units, as file managers and the sizes of downloads are told.
    static func bytes(_ count: Int64) -> String {
        var value = Double(count)
        var unit = 0
        let units = ["B", "kB", "MB", "GB", "TB"]
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return String(format: unit == 0 || value >= 99.95 ? "%.0f %@" : "%.1f %@", value, units[unit])
    }

    /// The times of a file: its length, how long the work took, and how that compares.
    static func line(_ result: FileResult) -> String {
        guard let audio = result.audioSeconds, audio > 0, result.seconds > 0 else {
            return "transcription took \(seconds(result.seconds))"
        }
        let factor = result.seconds / audio
        let figures = String(format: "real-time factor %.3f, %.1f times as fast as speech", factor, 1 / factor)
        return "\(seconds(audio)) of audio, transcription took \(seconds(result.seconds)), \(figures)"
    }
}
