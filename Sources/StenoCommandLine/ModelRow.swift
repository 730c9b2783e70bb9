import StenoWhisper

/// One model in the list.
struct ModelRow: Encodable, Equatable {
    let name: String
    let kind: WhisperModelEntry.Kind
    let bytes: Int64?
    let installed: Bool
    let path: String?

    init(_ entry: WhisperModelEntry, path: String?) {
        name = entry.name
        kind = entry.kind
        bytes = entry.byteCount
        installed = path != nil
        self.path = path
    }

    /// The rows in columns, without a line feed at the end.
    static func table(_ rows: [ModelRow]) -> String {
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { row in
            let name = row.name + String(repeating: " ", count: width - row.name.count)
            let size = row.bytes.map(Figures.bytes) ?? "?"
            let notes = [row.installed ? "installed" : nil, row.kind == .voiceActivity ? "for --vad" : nil]
            let note = notes.compactMap { $0 }.joined(separator: ", ")
            let columns = "\(name)  \(String(repeating: " ", count: max(0, 8 - size.count)))\(size)"
            return note.isEmpty ? columns : "\(columns)  \(note)"
        }.joined(separator: "\n")
    }
}
