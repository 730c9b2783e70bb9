import Steno

/// A change of a request, and what is expected of it.
struct RequestCase<Expected: Sendable>: Sendable {
    var expected: Expected
    var change: @Sendable (inout TranscriptionRequest) -> Void

    init(_ expected: Expected, _ change: @escaping @Sendable (inout TranscriptionRequest) -> Void) {
        self.expected = expected
        self.change = change
    }
}
