import Foundation
import Steno

/// The models that are known by name.
public struct ModelCatalogue: Sendable, Hashable {
    /// The entries, in the order in which they are shown.
    public private(set) var entries: [WhisperModelEntry]

    /// Makes a catalogue.
    /// - Parameter entries: The models. Of two with the same name the later one counts.
    public init(_ entries: [WhisperModelEntry]) {
        self.entries = []
        for entry in entries { add(entry) }
    }

    /// Adds a model, in place of the one with the same name if there is one.
    public mutating func add(_ entry: WhisperModelEntry) {
        if let index = entries.firstIndex(where: { $0.name == entry.name }) {
            entries[index] = entry
        } else {
            entries.append(entry)
        }
    }

    /// The model with a name.
    ///
    /// `ggml-base.en.bin` is understood as `base.en`.
    /// - Throws: ``TranscriptionError/Code/modelNotFound``, with the names that come close, or all of them.
    public func entry(named name: String) throws -> WhisperModelEntry {
        if let entry = entries.first(where: { $0.name == name || $0.fileName == name }) { return entry }
        let shown = String(name.prefix(100).map { $0.isASCII && $0 >= " " ? $0 : "?" })
        let close = closeNames(to: shown)
        throw TranscriptionError(
            .modelNotFound,
            close.isEmpty
                ? "There is no model named \"\(shown)\". The known ones are \(entries.map(\.name).joined(separator: ", "))."
                : "There is no model named \"\(shown)\". Is one of these meant: \(close.joined(separator: ", "))?"
        )
    }

    func closeNames(to name: String) -> [String] {
        let wanted = Array(name.lowercased().utf8)
        guard !wanted.isEmpty else { return [] }
        let ranked = entries.compactMap { entry -> (name: String, distance: Int)? in
            let distance = Self.editDistance(wanted, Array(entry.name.utf8))
            let isPart = wanted.count >= 3 && entry.name.hasPrefix(name.lowercased())
            return isPart || distance <= max(1, min(3, wanted.count / 3)) ? (entry.name, distance) : nil
        }
        return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(6).map(\.name)
    }

    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substituted = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
