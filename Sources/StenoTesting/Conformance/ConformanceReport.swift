/// What a ``ConformanceBattery`` found out about a provider.
public struct ConformanceReport: Sendable, Hashable, CustomStringConvertible {
    /// Something a provider does that it must not, or the reverse.
    public struct Failure: Sendable, Hashable, CustomStringConvertible {
        /// The name of the check that found it.
        public var check: String
        /// What was expected.
        public var expectation: String
        /// What was seen instead.
        public var observed: String

        /// Describes a failure.
        public init(check: String, expectation: String, observed: String) {
            self.check = check
            self.expectation = expectation
            self.observed = observed
        }

        /// The failure as one line.
        public var description: String { "\(check): expected \(expectation); saw \(observed)" }
    }

    /// A check, or a part of one, that could not be made.
    public struct Skip: Sendable, Hashable, CustomStringConvertible {
        /// The name of the check.
        public var check: String
        /// Why it was not made.
        public var reason: String

        /// Describes what was skipped.
        public init(check: String, reason: String) {
            self.check = check
            self.reason = reason
        }

        /// What was skipped as one line.
        public var description: String { "\(check): \(reason)" }
    }

    /// What is wrong; empty for a provider that conforms.
    public var failures: [Failure] = []
    /// What could not be checked, because the provider does not have it or the subject cannot arrange it.
    public var skipped: [Skip] = []
    /// The names of the checks that were made without a failure.
    public var passed: [String] = []

    /// An empty report.
    public init() {}

    /// The failures, a line each, and how much was checked.
    public var description: String {
        let summary = "\(passed.count) checks passed, \(failures.count) failures, \(skipped.count) skipped"
        return ([summary] + failures.map(\.description)).joined(separator: "\n")
    }
}
