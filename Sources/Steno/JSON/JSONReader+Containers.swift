extension JSONReader {
    /// Reads an object, member by member.
    ///
    /// The closure reads the member's value, or doesn't: then it is skipped. It must not read twice. `null` is an object
    /// without members.
    package mutating func readObject(_ field: (_ key: JSONKey, _ json: inout JSONReader) throws -> Void) throws {
        let start = position
        guard try open(UInt8(ascii: "{"), .object) else { return }
        if try close(UInt8(ascii: "}")) { return }
        repeat {
            var key: JSONKey?
            do {
                let name = try readKey()
                key = name
                let value = position
                try field(name, &self)
                if position == value { try skip() }
            } catch {
                throw leave(error, step: key.map { .member($0.string) }, to: start)
            }
        } while try next(UInt8(ascii: "}"), from: start)
    }

    /// Reads an array; `null` is an empty one.
    package mutating func readArray<Element: JSONReadable>(of: Element.Type) throws -> [Element] {
        try readArray { json in try Element(from: &json) }
    }

    /// Reads an array; `null` is an empty one.
    ///
    /// The closure reads one element, or doesn't: then it is skipped.
    package mutating func readArray<Element>(_ element: (inout JSONReader) throws -> Element) throws -> [Element] {
        var elements: [Element] = []
        let start = position
        guard try open(UInt8(ascii: "["), .array) else { return [] }
        if try close(UInt8(ascii: "]")) { return [] }
        repeat {
            skipWhiteSpace()
            let value = position
            do {
                elements.append(try element(&self))
                if position == value { try skip() }
            } catch {
                throw leave(error, step: .element(elements.count), to: start)
            }
        } while try next(UInt8(ascii: "]"), from: start)
        return elements
    }

    /// Moves past the next value, whatever it is, after checking that it is JSON.
    package mutating func skip() throws {
        switch peek() {
        case .object: try readObject { _, _ in }
        case .array: _ = try readArray { _ in }
        case .string: _ = try scanString()
        case .number: _ = try scanNumber()
        case .bool: guard consume("true") || consume("false") else { throw malformed("true or false") }
        case .null: guard consume("null") else { throw malformed("null") }
        }
    }
}

extension JSONReader {
    /// Moves past an opening bracket; false for null.
    private mutating func open(_ bracket: UInt8, _ kind: JSONKind) throws -> Bool {
        if try readNull() { return false }
        guard current == bracket else { throw mismatch(kind) }
        guard depth < Self.depthLimit else { throw JSONReadingError(problem: .nestedTooDeeply, offset: position) }
        depth += 1
        position += 1
        return true
    }

    /// Moves past the closing bracket of an empty array or object, if it is next.
    private mutating func close(_ bracket: UInt8) throws -> Bool {
        skipWhiteSpace()
        guard current == bracket else { return false }
        depth -= 1
        position += 1
        return true
    }

    /// Moves past what is after a value: true for a comma, false for the closing bracket.
    private mutating func next(_ bracket: UInt8, from start: Int) throws -> Bool {
        skipWhiteSpace()
        switch current {
        case UInt8(ascii: ","):
            position += 1
            return true
        case bracket:
            depth -= 1
            position += 1
            return false
        default:
            throw leave(malformed("a comma or the closing bracket"), step: nil, to: start)
        }
    }

    /// Reads the name of a member and the colon after it, up to its value.
    private mutating func readKey() throws -> JSONKey {
        skipWhiteSpace()
        guard current == UInt8(ascii: "\"") else { throw malformed("a member's name") }
        let key = try scanString()
        skipWhiteSpace()
        guard current == UInt8(ascii: ":") else { throw malformed("a colon") }
        position += 1
        skipWhiteSpace()
        return key
    }

    /// Goes back to before an array or object that could not be read, and says where in it the error was.
    private mutating func leave(_ error: any Error, step: JSONReadingError.Step?, to start: Int) -> any Error {
        position = start
        depth -= 1
        guard var error = error as? JSONReadingError else { return error }
        if let step { error.path.insert(step, at: 0) }
        return error
    }
}
