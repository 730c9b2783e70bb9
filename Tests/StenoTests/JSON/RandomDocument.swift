/// Random JSON, written in as many ways as the grammar has.
enum RandomDocument {
    /// A sound document.
    static func text(using random: inout some RandomNumberGenerator) -> String {
        space(&random) + value(depth: 0, &random) + space(&random)
    }

    /// A document with one to three characters replaced, removed or added.
    static func damaged(using random: inout some RandomNumberGenerator) -> String {
        var scalars = Array(text(using: &random).unicodeScalars)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...scalars.count, using: &random)
            let scalar = Array(
                #"{}[]",:\0123456789-+.eEutrfalsn /"#.unicodeScalars + ["\u{0}", "\u{1F}", "\u{7F}", "é"]
            )
            .randomElement(using: &random).unsafelyUnwrapped
            switch Int.random(in: 0..<4, using: &random) {
            case 0: scalars.insert(scalar, at: place)
            case 1 where place < scalars.count: scalars[place] = scalar
            case 2 where place < scalars.count: scalars.remove(at: place)
            default: scalars.removeSubrange(place..<min(place + 3, scalars.count))
            }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private static func value(depth: Int, _ random: inout some RandomNumberGenerator) -> String {
        switch Int.random(in: 0..<(depth < 5 ? 9 : 7), using: &random) {
        case 0: return "null"
        case 1: return Bool.random(using: &random) ? "true" : "false"
        case 2...3: return number(&random)
        case 4...6: return string(&random)
        case 7:
            let elements = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                space(&random) + value(depth: depth + 1, &random) + space(&random)
            }
            return "[" + (elements.isEmpty ? space(&random) : elements.joined(separator: ",")) + "]"
        default:
            // The first character makes each name another: Foundation takes the first of two members, the reader the last.
            let members = (0..<Int.random(in: 0...5, using: &random)).map { index in
                space(&random) + "\"\(index)" + string(&random).dropFirst() + space(&random) + ":" + space(&random)
                    + value(depth: depth + 1, &random) + space(&random)
            }
            return "{" + (members.isEmpty ? space(&random) : members.joined(separator: ",")) + "}"
        }
    }

    private static func number(_ random: inout some RandomNumberGenerator) -> String {
        var text = Bool.random(using: &random) ? "-" : ""
        let length = Int.random(in: 1...(Bool.random(using: &random) ? 4 : 22), using: &random)
        text +=
            Bool.random(using: &random) ? "0" : "\(Int.random(in: 1...9, using: &random))" + digits(length - 1, &random)
        if Bool.random(using: &random) { text += "." + digits(Int.random(in: 1...20, using: &random), &random) }
        if Int.random(in: 0..<4, using: &random) == 0 {
            text += ["e", "E", "e+", "e-", "E-"].randomElement(using: &random) ?? "e"
            text += digits(Int.random(in: 1...2, using: &random), &random)
        }
        return text
    }

    private static func digits(_ count: Int, _ random: inout some RandomNumberGenerator) -> String {
        (0..<count).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
    }

    private static func string(_ random: inout some RandomNumberGenerator) -> String {
        let pieces = [
            "a", "e", " ", "hello", "0", "/", "é", "日本", "😀", "\u{7F}", #"\""#, #"\\"#, #"\/"#, #"\b"#, #"\f"#, #"\n"#,
            #"\r"#, #"\t"#, #"\u0000"#, #"\u00e9"#, #"\uFFFE"#, #"\ud83d\ude00"#, #"\uD834\uDD1E"#, #"\u0022"#,
        ]
        let length = Int.random(in: 0...(Bool.random(using: &random) ? 3 : 24), using: &random)
        return "\"" + (0..<length).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "\""
    }

    private static func space(_ random: inout some RandomNumberGenerator) -> String {
        guard Int.random(in: 0..<4, using: &random) == 0 else { return "" }
        return (0..<Int.random(in: 1...9, using: &random)).map { _ in
            [" ", "\n", "\t", "\r"].randomElement(using: &random) ?? ""
        }
        .joined()
    }
}
