/// Rows of text in columns as wide as they must be.
struct TextTable {
    private var rows: [[String]] = []

    /// A table with a header, if there is one.
    init(header: [String] = []) {
        if !header.isEmpty { rows = [header] }
    }

    /// Adds a row.
    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The rows with two spaces between columns, without a line feed at the end.
    ///
    /// Control characters, which a service could have put into a name, do not reach the terminal.
    var text: String {
        let rows = rows.map { $0.map { $0.printable.replacing("\n", with: " ").replacing("\t", with: " ") } }
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        let lines = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            let line = cells.joined(separator: "  ")
            return String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)])
        }
        return lines.joined(separator: "\n")
    }
}
