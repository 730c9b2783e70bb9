/// The smallest stretch of text a break does not cut: a word with its punctuation, or a character where the script has
/// no spaces.
struct CaptionAtom {
    var text: String
    /// In columns.
    var width: Int
    /// Whether white space precedes it, unless it begins a line.
    var isSpaced: Bool
    /// Milliseconds.
    var start: Int
    var end: Int
    var speaker: String?
    /// Whether a caption ends before it, whatever the limits.
    var startsRun = false
    /// Whether it goes on with a word that is too long for a line.
    var isRest = false
    var ending = TextShape.Ending.open

    /// The text of atoms on one line.
    static func text(_ atoms: ArraySlice<Self>) -> String {
        var text = ""
        for atom in atoms {
            if atom.isSpaced, !text.isEmpty { text += " " }
            text += atom.text
        }
        return text
    }

    /// How good a place to break the place between two atoms is.
    static func quality(after left: Self, before right: Self) -> BreakQuality {
        if right.isRest { return .insideWord }
        switch left.ending {
        case .sentence: return right.text.first?.isLowercase == true ? .clause : .sentence
        case .ellipsis: return right.text.first?.isUppercase == true ? .sentence : .clause
        case .clause: return .clause
        case .abbreviation: return .afterShortWord
        case .open: break
        }
        // Articles, prepositions and the like, in any language: they belong to what follows.
        return right.isSpaced && left.width <= 3 ? .afterShortWord : .word
    }
}

/// What cutting needs to know of an atom: all but its text.
struct AtomShape {
    /// In columns.
    var width: Int
    /// What the white space before it takes, in columns.
    var space: Int
    /// Milliseconds.
    var start: Int
    var end: Int
    /// How good a place to break follows.
    var breakAfter: BreakQuality

    var isSpaced: Bool { space > 0 }

    init(_ atom: CaptionAtom, before next: CaptionAtom?) {
        width = atom.width
        space = atom.isSpaced ? 1 : 0
        start = atom.start
        end = atom.end
        breakAfter = next.map { CaptionAtom.quality(after: atom, before: $0) } ?? .sentence
    }
}

/// Places to break, best first.
enum BreakQuality: Int {
    case sentence
    case clause
    case word
    case afterShortWord
    case insideWord
}

extension CaptionAtom {
    /// Takes a segment apart.
    ///
    /// Atoms come in order of start, and no text but white space is lost.
    static func atoms(of segment: Segment, words: [Word]) -> [Self] {
        let letters = TextShape.letters(segment.text)
        var timeline = TextTimeline(letters: letters, segment: segment, words: words)
        var splitter = Splitter()
        for character in segment.text { splitter.take(character) { timeline.isInsideWord($0) } }
        splitter.finish()
        timeline.rewind()
        return splitter.pieces.enumerated().map { index, piece in
            let time =
                letters.isEmpty
                ? segment.share(index, of: splitter.pieces.count) : timeline.time(of: piece.letters)
            return Self(
                text: piece.text,
                width: piece.width,
                isSpaced: piece.isSpaced,
                start: time.start,
                end: time.end,
                speaker: segment.speaker ?? time.speaker,
                ending: TextShape.ending(of: piece.text)
            )
        }
    }

    /// Cuts an atom that is wider than a line at character boundaries.
    func pieces(within limit: Int) -> [Self] {
        var pieces: [Self] = []
        var piece = self
        var used = 0
        func cut() {
            while let last = piece.text.last, TextShape.isSeparator(last) { piece.text.removeLast() }
            let from = pieces.last?.end ?? start
            piece.start = from
            piece.end = start + Int((Double(end - start) * Double(used) / Double(width)).rounded())
            pieces.append(piece)
        }
        piece.text = ""
        piece.width = 0
        piece.ending = .open
        for character in text {
            let columns = TextShape.width(character)
            if piece.width + columns > limit, !piece.text.isEmpty {
                cut()
                piece.text = ""
                piece.width = 0
                piece.isSpaced = false
                piece.isRest = true
                piece.startsRun = false
            }
            used += columns
            // The space before a lone mark, as in French.
            if piece.text.isEmpty, TextShape.isSeparator(character) {
                piece.isSpaced = true
                continue
            }
            piece.text.append(character)
            piece.width += columns
        }
        piece.ending = ending
        cut()
        return pieces
    }
}

extension Segment {
    /// An equal share of the time, for text that has no letters to measure by.
    fileprivate func share(_ index: Int, of count: Int) -> (start: Int, end: Int, speaker: String?) {
        let from = TimeCode.milliseconds(start)
        let length = Double(max(0, TimeCode.milliseconds(end) - from)) / Double(count)
        return (from + Int(length * Double(index)), from + Int(length * Double(index + 1)), nil)
    }
}

/// Cuts text where a line may break.
private struct Splitter {
    struct Piece {
        var text = ""
        var width = 0
        var isSpaced = false
        var letters = 0..<0
    }

    private(set) var pieces: [Piece] = []
    private var current = Piece()
    /// Letters so far.
    private var position = 0
    /// What the current piece ends with, which decides whether it may end there.
    private var isUnspaced = false
    private var isOpener = false

    /// - Parameters:
    ///   - character: what comes next.
    ///   - isInsideWord: whether a word goes on at a letter, asked only where the script would allow a break.
    mutating func take(_ character: Character, isInsideWord: (Int) -> Bool) {
        if TextShape.isSeparator(character) {
            finish()
            current.isSpaced = true
        } else if let marks = TextShape.marks(on: character) {
            finish()
            current.isSpaced = true
            for mark in marks { append(mark, isUnspaced: false) }
        } else {
            let isUnspaced = TextShape.isUnspaced(character)
            if isUnspaced || self.isUnspaced, !current.text.isEmpty, !isOpener, !TextShape.isCloser(character),
                !isInsideWord(position)
            {
                finish()
            }
            append(character, isUnspaced: isUnspaced)
        }
    }

    private mutating func append(_ character: Character, isUnspaced: Bool) {
        current.text.append(character)
        current.width += TextShape.width(character)
        position += TextShape.letterCount(character)
        self.isUnspaced = isUnspaced
        isOpener = isUnspaced && TextShape.isOpener(character)
    }

    mutating func finish() {
        guard !current.text.isEmpty else { return }
        current.letters = (pieces.last?.letters.upperBound ?? 0)..<position
        // Punctuation that stands alone, as in French, stays with the word before it.
        if let last = pieces.indices.last, current.letters.isEmpty, TextShape.isClosing(current.text) {
            pieces[last].text += (current.isSpaced ? " " : "") + current.text
            pieces[last].width += (current.isSpaced ? 1 : 0) + current.width
        } else {
            pieces.append(current)
        }
        current = Piece()
    }
}
