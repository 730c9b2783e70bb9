/// A page of a list whose entries are numbered in order of creation, the newest first.
struct Page<Element> {
    let elements: [Element]
    /// Where the next page begins; nil on the last.
    let next: String?

    /// Cuts a page out.
    ///
    /// The cursor names the last entry of the page before, so entries that are removed or added meanwhile neither repeat nor
    /// hide others.
    ///
    /// - Returns: nil when the cursor is not one this list gave out.
    init?(of all: [Element], number: (Element) -> Int, after cursor: String?, limit: Int) {
        var limitNumber = Int.max
        if let cursor {
            // Letters and digits only, so that no client has to encode it.
            guard cursor.hasPrefix("after"), let number = Int(cursor.dropFirst(5), radix: 36) else { return nil }
            limitNumber = number
        }
        let rest = all.filter { number($0) < limitNumber }.sorted { number($0) > number($1) }
        elements = Array(rest.prefix(limit))
        next = rest.count > limit ? elements.last.map { "after" + String(number($0), radix: 36) } : nil
    }
}
