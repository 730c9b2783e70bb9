/// Why a JSON document could not be read, and where.
///
/// It never holds a value out of the document, which may be what somebody said; only the names of the members on the way.
package struct JSONReadingError: Error, Sendable, Hashable {
    /// What was wrong.
    package enum Problem: Sendable, Hashable {
        /// A value of another kind than the one asked for.
        case mismatch(expected: JSONKind, found: JSONKind)
        /// A number that is not whole, or that the type asked for can't hold.
        case numberOutOfRange
        /// A member that has to be there is not.
        case missing(String)
        /// Not JSON: what the grammar wants at this place is something else.
        case malformed(expected: String)
        /// The document ends before its value does.
        case truncated
        /// Arrays and objects inside each other, more than `JSONReader.depthLimit` of them.
        case nestedTooDeeply
    }

    /// One step from the document's root to a value.
    package enum Step: Sendable, Hashable {
        /// The member of an object.
        case member(String)
        /// The element of an array, counted from 0.
        case element(Int)
    }

    /// What was wrong.
    package var problem: Problem
    /// The way to the value.
    package var path: [Step] = []
    /// How many bytes of the document come before the place.
    package var offset: Int
}

extension JSONReadingError: CustomStringConvertible {
    package var description: String {
        "\(problem) at \(path.isEmpty ? "the document's root" : pathDescription), byte \(offset)"
    }

    /// The path as in JavaScript, such as `tokens[12].start_ms`.
    package var pathDescription: String {
        var text = ""
        for step in path {
            switch step {
            case .member(let name): text += (text.isEmpty ? "" : ".") + name.prefix(64)
            case .element(let index): text += "[\(index)]"
            }
        }
        return text
    }
}

extension JSONReadingError.Problem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .mismatch(let expected, let found): "expected \(expected), found \(found)"
        case .numberOutOfRange: "a number that is not whole or is too large"
        case .missing(let name): "\(name) is missing"
        case .malformed(let expected): "malformed JSON: expected \(expected)"
        case .truncated: "the JSON ends too early"
        case .nestedTooDeeply: "JSON nested more than \(JSONReader.depthLimit) deep"
        }
    }
}
