/// Breaks the text of one caption into lines: as few as possible, at good places, of like length.
struct LineBreaker {
    let maxLength: Int
    let maxLines: Int

    /// Far beyond any screen, and small enough to square.
    private static let ceiling = 100_000

    init(_ style: CaptionStyle) {
        maxLength = min(max(1, style.maxLineLength), Self.ceiling)
        maxLines = min(max(1, style.maxLines), Self.ceiling)
    }

    /// The columns to keep free for a speaker's label.
    ///
    /// One that takes half a line or more is not counted: lines would hardly hold text.
    func labelWidth(_ speaker: String?) -> Int {
        guard let speaker else { return 0 }
        let width = TextShape.width(SubRip.label(speaker)) + 1
        return width < maxLength / 2 ? width : 0
    }

    /// Fills lines greedily, which takes the fewest.
    struct Fill {
        fileprivate(set) var lines = 1
        /// The columns of all text so far.
        private(set) var width: Int
        fileprivate var line: Int
        fileprivate let maxLength: Int
        fileprivate let maxLines: Int

        fileprivate init(label: Int, maxLength: Int, maxLines: Int) {
            width = label
            line = label
            self.maxLength = maxLength
            self.maxLines = maxLines
        }

        /// Adds an atom; false when it does not fit, which the first always does.
        mutating func take(_ atom: AtomShape) -> Bool {
            let isFirst = isEmpty
            let space = isFirst ? 0 : atom.space
            if isFirst || line + space + atom.width <= maxLength {
                line += space + atom.width
            } else {
                guard lines < maxLines else { return false }
                lines += 1
                line = atom.width
            }
            width += space + atom.width
            isEmpty = false
            return true
        }

        private var isEmpty = true
    }

    func fill(label: Int) -> Fill {
        Fill(label: label, maxLength: maxLength, maxLines: maxLines)
    }

    /// The lines of a caption that fits.
    func lines(_ atoms: ArraySlice<AtomShape>, label: Int) -> [Range<Int>] {
        var fill = fill(label: label)
        for atom in atoms { _ = fill.take(atom) }
        guard fill.lines > 1 else { return [atoms.indices] }
        return breaks(atoms, label: label, into: fill.lines)
    }

    /// The cheapest way to make so many lines, found from the end backwards.
    private func breaks(_ atoms: ArraySlice<AtomShape>, label: Int, into count: Int) -> [Range<Int>] {
        let first = atoms.startIndex
        let size = atoms.count
        var best = Array(repeating: Self.impossible, count: size + 1)
        best[size] = 0
        var ends: [[Int]] = []
        for line in (0..<count).reversed() {
            var cheapest = Array(repeating: Self.impossible, count: size + 1)
            var end = Array(repeating: size, count: size + 1)
            for start in line == 0 ? 0..<1 : 0..<size {
                var width = start == 0 ? label : 0
                for last in start..<size {
                    let atom = atoms[first + last]
                    width += atom.width + (last > start ? atom.space : 0)
                    if width > maxLength, last > start { break }
                    guard best[last + 1] < Self.impossible else { continue }
                    var cost = best[last + 1] + (maxLength - width) * (maxLength - width)
                    if last + 1 < size { cost += Self.cost(atom.breakAfter) }
                    if last == start { cost += Self.singleWord }
                    if cost < cheapest[start] {
                        cheapest[start] = cost
                        end[start] = last + 1
                    }
                }
            }
            best = cheapest
            ends.append(end)
        }
        var lines: [Range<Int>] = []
        var start = 0
        for end in ends.reversed() where start < size {
            lines.append((first + start)..<(first + end[start]))
            start = end[start]
        }
        return lines
    }

    private static let impossible = Int.max
    /// In columns squared, beside the room left in each line; set by eye.
    private static let singleWord = 200

    private static func cost(_ quality: BreakQuality) -> Int {
        switch quality {
        case .sentence: 0
        case .clause: 150
        case .word: 450
        case .afterShortWord: 490
        case .insideWord: 900
        }
    }
}
