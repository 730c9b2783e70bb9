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
        mutating func take(_ atom: CaptionAtom) -> Bool {
            let isFirst = isEmpty
            let space = isFirst ? 0 : atom.spaceWidth
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
    func lines(_ atoms: ArraySlice<CaptionAtom>, label: Int) -> [String] {
        var fill = self.fill(label: label)
        fill = atoms.reduce(into: fill) { _ = $0.take($1) }
        guard fill.lines > 1 else { return [Self.text(atoms)] }
        return breaks(atoms, label: label, into: fill.lines).map { Self.text(atoms[$0]) }
    }

    /// The cheapest way to make so many lines, found from the end backwards.
    private func breaks(_ atoms: ArraySlice<CaptionAtom>, label: Int, into count: Int) -> [Range<Int>] {
        let first = atoms.startIndex
        let size = atoms.count
        var best = Array(repeating: Int?.none, count: size + 1)
        best[size] = 0
        var ends: [[Int]] = []
        for line in (0..<count).reversed() {
            var cheapest = Array(repeating: Int?.none, count: size + 1)
            var end = Array(repeating: size, count: size + 1)
            for start in line == 0 ? 0..<1 : 0..<size {
                var width = start == 0 ? label : 0
                for last in start..<size {
                    width += atoms[first + last].width + (last > start ? atoms[first + last].spaceWidth : 0)
                    if width > maxLength, last > start { break }
                    guard let rest = best[last + 1] else { continue }
                    var cost = rest + (maxLength - width) * (maxLength - width)
                    if last + 1 < size {
                        let (left, right) = (atoms[first + last], atoms[first + last + 1])
                        cost += Self.cost(CaptionAtom.quality(after: left, before: right))
                    }
                    if last == start { cost += Self.singleWord }
                    if cost < cheapest[start] ?? Int.max {
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

    private static func text(_ atoms: ArraySlice<CaptionAtom>) -> String {
        var text = ""
        for atom in atoms {
            if atom.isSpaced, !text.isEmpty { text += " " }
            text += atom.text
        }
        return text
    }
}
