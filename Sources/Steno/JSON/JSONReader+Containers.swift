extension JSONReader {
    /// Reads an object, member by member.
    ///
    /// The closure reads the member's value, or doesn't: then it is skipped. It must not read twice. `null` is an object
    /// without members.
    @inlinable
    package mutating func readObject(_ field: (_ key: JSONKey, _ json: inout JSONReader) throws -> Void) throws {
        let start = position
        guard try opens(UInt8(ascii: "{")) else { return }
        var name: JSONString?
        do {
            var isOpen = !closes(UInt8(ascii: "}"))
            while isOpen {
                let key = try readName()
                name = key
                let value = position
                if key.isEscaped {
                    var resolved = key.string
                    try resolved.withUTF8 { try field(JSONKey(UnsafeRawBufferPointer($0)), &self) }
                } else {
                    try field(JSONKey(key.bytes), &self)
                }
                if position == value { try skip() }
                isOpen = try continues(before: UInt8(ascii: "}"))
            }
        } catch {
            throw leave(error, member: name, to: start)
        }
    }

    /// Reads an array, element by element.
    ///
    /// The closure reads the element, or doesn't: then it is skipped. It must not read twice. `null` is an array without
    /// elements.
    @inlinable
    package mutating func forEachElement(_ element: (_ json: inout JSONReader) throws -> Void) throws {
        let start = position
        guard try opens(UInt8(ascii: "[")) else { return }
        var index = 0
        do {
            var isOpen = !closes(UInt8(ascii: "]"))
            while isOpen {
                skipWhiteSpace()
                let value = position
                try element(&self)
                if position == value { try skip() }
                isOpen = try continues(before: UInt8(ascii: "]"))
                index &+= 1
            }
        } catch {
            throw leave(error, element: index, to: start)
        }
    }

    /// Reads an array; `null` is an empty one.
    ///
    /// `readArray(Element.init(from:))` does the same with code made for the type: quicker where there are thousands of elements.
    package mutating func readArray<Element: JSONReadable>(of: Element.Type) throws -> [Element] {
        try readArray { json in try Element(from: &json) }
    }

    /// Reads an array; `null` is an empty one.
    ///
    /// The closure makes an element of the next value: `readArray(Word.init(from:))`. It may leave the value to be skipped,
    /// but must not read twice.
    @inlinable
    package mutating func readArray<Element>(_ element: (inout JSONReader) throws -> Element) throws -> [Element] {
        var elements: [Element] = []
        try forEachElement { json in elements.append(try element(&json)) }
        return elements
    }
}

// MARK: - Punctuation

extension JSONReader {
    /// Moves past an opening bracket; false for null.
    @usableFromInline
    mutating func opens(_ bracket: UInt8) throws -> Bool {
        skipWhiteSpace()
        guard current == bracket else {
            if try readNull() { return false }
            throw mismatch(bracket == UInt8(ascii: "{") ? .object : .array)
        }
        guard depth < Self.depthLimit else { throw JSONReadingError(problem: .nestedTooDeeply, offset: position) }
        depth &+= 1
        position &+= 1
        return true
    }

    /// Moves past the closing bracket, if it is next.
    @inlinable
    mutating func closes(_ bracket: UInt8) -> Bool {
        skipWhiteSpace()
        guard current == bracket else { return false }
        depth &-= 1
        position &+= 1
        return true
    }

    /// Moves past what is after a value: true for a comma, false for the closing bracket.
    @inlinable
    mutating func continues(before bracket: UInt8) throws -> Bool {
        skipWhiteSpace()
        if current == UInt8(ascii: ",") {
            position &+= 1
            return true
        }
        guard closes(bracket) else { throw malformed("a comma or the closing bracket") }
        return false
    }

    /// Reads the name of a member and the colon after it, up to its value.
    @usableFromInline
    mutating func readName() throws -> JSONString {
        skipWhiteSpace()
        guard current == UInt8(ascii: "\"") else { throw malformed("a member's name") }
        let name = try scanString()
        skipWhiteSpace()
        guard current == UInt8(ascii: ":") else { throw malformed("a colon") }
        position &+= 1
        skipWhiteSpace()
        return name
    }

    /// Goes back to before an object that could not be read, and adds to the error at which member that was.
    @usableFromInline
    mutating func leave(_ error: any Error, member: JSONString?, to start: Int) -> any Error {
        leave(error, step: member.map { .member($0.string) }, to: start)
    }

    /// Goes back to before an array that could not be read, and adds to the error at which element that was.
    @usableFromInline
    mutating func leave(_ error: any Error, element: Int, to start: Int) -> any Error {
        leave(error, step: .element(element), to: start)
    }

    private mutating func leave(_ error: any Error, step: JSONReadingError.Step?, to start: Int) -> any Error {
        position = start
        depth -= 1
        guard var error = error as? JSONReadingError else { return error }
        if let step { error.path.insert(step, at: 0) }
        return error
    }
}
