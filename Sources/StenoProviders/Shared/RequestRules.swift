import Foundation

/// Collects what a request breaks of a service's rules, before anything is sent.
///
/// Every sentence names the field, as the service calls it, and the rule.
struct RequestRules {
    private let provider: ProviderID
    private var broken: [String] = []

    init(of provider: ProviderID) {
        self.provider = provider
    }

    /// A rule in words that follow the field's name, such as "must not be empty".
    mutating func need(_ holds: Bool, _ field: String, _ rule: @autoclosure () -> String) {
        if !holds { broken.append("`\(field)` \(rule()).") }
    }

    /// A length in characters (Unicode scalars, as JSON Schema counts them).
    mutating func length(_ value: String?, _ field: String, atMost limit: Int) {
        guard let count = value?.unicodeScalars.count else { return }
        need(count <= limit, field, "must have at most \(limit) characters, and has \(count)")
    }

    /// A number of items.
    mutating func count(_ count: Int, _ field: String, atMost limit: Int) {
        need(count <= limit, field, "must have at most \(limit) items, and has \(count)")
    }

    /// A number in a range.
    mutating func range(_ value: Int?, _ field: String, _ range: ClosedRange<Int>) {
        guard let value else { return }
        need(
            range.contains(value),
            field,
            "must be from \(range.lowerBound) to \(range.upperBound), and is \(value)"
        )
    }

    /// A web address: http or https, a host, and no white space.
    mutating func webURL(_ url: URL?, _ field: String, httpsOnly: Bool = false) {
        guard let url else { return }
        let text = url.absoluteString
        let schemes = httpsOnly ? ["https://"] : ["http://", "https://"]
        let isWeb = schemes.contains { text.hasPrefix($0) } && url.host()?.isEmpty == false
        need(
            isWeb && !text.contains(where: \.isWhitespace),
            field,
            "must be a URL that begins with \(schemes.joined(separator: " or "))"
        )
    }

    /// A UUID.
    mutating func uuid(_ value: String?, _ field: String) {
        guard let value else { return }
        need(UUID(uuidString: value) != nil, field, "must be a UUID")
    }

    /// Refuses the request if a rule is broken.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` that tells all of them.
    func check() throws {
        guard !broken.isEmpty else { return }
        throw TranscriptionError(
            .invalidRequest,
            "\(provider) would refuse this: \(broken.joined(separator: " "))",
            provider: provider
        )
    }
}
