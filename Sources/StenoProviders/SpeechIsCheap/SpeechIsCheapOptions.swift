public import Steno

/// What only SpeechIsCheap has.
///
/// What is nil is left to the service.
///
/// ```swift
/// options.provider.set(SpeechIsCheapOptions(isPrivate: true, minimumConfidence: 0.2))
/// ```
public struct SpeechIsCheapOptions: ProviderOptions {
    /// The provider these belong to: `speechischeap`.
    public static var provider: ProviderID { SpeechIsCheap.id }

    /// Whether the service masks the audio's URL at once and deletes the segments after 12 hours.
    ///
    /// It may then be less able to look into a problem.
    public var isPrivate: Bool?
    /// Segments of less confidence are left out, from 0 to 1; the service's default is 0.5.
    ///
    /// It counts for labelled sounds too.
    public var minimumConfidence: Double?
    /// The length of a segment in seconds, from 6 to 30, which is the service's default.
    public var segmentDuration: Double?
    /// The `User-Agent` the service fetches the audio with.
    public var userAgent: String?
    /// Whether to send `is_split_channel`.
    ///
    /// The service repeats this field in its answers and does not document it; presumably it transcribes channels
    /// separately.
    public var isSplitChannel: Bool?
    /// The name the service is told for an uploaded file, in place of its own.
    public var fileName: String?

    /// Describes the options.
    public init(
        isPrivate: Bool? = nil,
        minimumConfidence: Double? = nil,
        segmentDuration: Double? = nil,
        userAgent: String? = nil,
        isSplitChannel: Bool? = nil,
        fileName: String? = nil
    ) {
        self.isPrivate = isPrivate
        self.minimumConfidence = minimumConfidence
        self.segmentDuration = segmentDuration
        self.userAgent = userAgent
        self.isSplitChannel = isSplitChannel
        self.fileName = fileName
    }
}

extension SubtitleFormat {
    /// WebVTT, by the second name SpeechIsCheap has for it.
    public static let webvtt: Self = "webvtt"
}
