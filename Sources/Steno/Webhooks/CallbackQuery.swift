/// The items of an address's query as they are written, escapes and all.
struct CallbackQuery {
    private var path: Substring
    private var items: [Substring]
    private var fragment: Substring

    init(_ address: String) {
        let end = address.firstIndex(of: "#") ?? address.endIndex
        let start = address[..<end].firstIndex(of: "?") ?? end
        path = address[..<start]
        items = address[start..<end].dropFirst().split(separator: "&", omittingEmptySubsequences: false)
        fragment = address[end...]
        if start == end || items == [""] { items = [] }
    }

    /// The values of the items of a name.
    func values(of name: String) -> [Substring] {
        items.filter { $0.hasPrefix("\(name)=") }.map { $0.dropFirst(name.count + 1) }
    }

    /// The address with one item of the name, the last one, in place of any it had.
    func replacing(_ name: String, with value: String) -> String {
        let others = items.filter { !$0.hasPrefix("\(name)=") }
        return "\(path)?\((others + ["\(name)=\(value)"]).joined(separator: "&"))\(fragment)"
    }
}
