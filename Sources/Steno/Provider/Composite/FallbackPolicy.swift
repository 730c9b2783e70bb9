/// What counts as a reason to give a request to the next provider.
public struct FallbackPolicy: Sendable, Hashable, Codable {
    /// The codes of the errors after which the next provider is asked.
    ///
    /// `jobMayExist` and `cancelled` are no reasons even where they are here: the first would risk a second bill, the second
    /// is the caller's own wish.
    public var codes: Set<TranscriptionError.Code>

    /// Names the reasons.
    public init(codes: Set<TranscriptionError.Code>) {
        self.codes = codes
    }

    /// Whatever speaks against one provider and says nothing of the next.
    ///
    /// Not `invalidRequest`, `invalidAudio` and `conflict`, which would be the same anywhere, or should be looked at; add
    /// them where a provider's own limits are no reason to give up. Nor `notFound` and `storage`.
    ///
    /// A failed connection is a reason because a provider that is not certain to have made no job throws `jobMayExist`
    /// instead.
    public static let standard = Self(codes: [
        .unsupportedOption, .unsupportedOperation, .authentication, .permissionDenied, .paymentRequired, .quotaExceeded,
        .rateLimited, .providerFailure, .invalidResponse, .connection, .timeout, .modelNotFound, .invalidModel,
    ])

    /// Whether an error is a reason to ask the next provider.
    public func movesOn(after error: TranscriptionError) -> Bool {
        error.code != .jobMayExist && error.code != .cancelled && codes.contains(error.code)
    }
}
