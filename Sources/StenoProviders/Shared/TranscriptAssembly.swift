extension Sequence<String> {
    /// Stretches of speech as one text: trimmed, a single space between them, empty ones left out.
    func joinedAsText() -> String {
        map(\.trimmed).filter { !$0.isEmpty }.joined(separator: " ")
    }
}
