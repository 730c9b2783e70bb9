/// One rule that every provider has to keep, and how to see whether it does.
public struct ConformanceCheck: Sendable, Identifiable, CustomStringConvertible {
    /// The check's name, such as `jobs-complete`.
    public let id: String
    /// The rule, as a sentence.
    public let rule: String

    let body: @Sendable (ConformanceProbe) async throws -> Void

    init(_ id: String, _ rule: String, body: @escaping @Sendable (ConformanceProbe) async throws -> Void) {
        self.id = id
        self.rule = rule
        self.body = body
    }

    /// The name and the rule.
    public var description: String { "\(id): \(rule)" }

    /// All checks, in the order in which they are best read.
    public static let all: [Self] =
        life + capabilities + limits + errors + lostAnswers + cancellation + pagination + tolerance + secrecy
}
