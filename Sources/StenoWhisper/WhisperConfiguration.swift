import Foundation

/// How the engine is set up; the same for all jobs of one ``Whisper``.
public struct WhisperConfiguration: Sendable, Hashable {
    /// The most jobs at work at one time; others wait in line.
    ///
    /// At least 1.
    public var concurrentJobs: Int
    /// The threads of each job, when the job's own ``WhisperOptions/threads`` say nothing.
    ///
    /// At least 1.
    public var threads: Int
    /// Whether to use a graphics processor, where whisper.cpp was built for one.
    public var usesGPU: Bool
    /// Whether to compute attention in the memory-saving way.
    ///
    /// Off with ``alignment``, which whisper.cpp cannot combine.
    public var usesFlashAttention: Bool
    /// The model's alignment heads, for word times by dynamic time warping; nil takes the times of the decoder's own
    /// time tokens.
    public var alignment: AlignmentHeads?
    /// How many ended jobs are remembered; the oldest are forgotten first.
    ///
    /// At least 1.
    public var rememberedJobs: Int

    /// Describes a set-up.
    public init(
        concurrentJobs: Int = 1,
        threads: Int = Self.recommendedThreads,
        usesGPU: Bool = true,
        usesFlashAttention: Bool = true,
        alignment: AlignmentHeads? = nil,
        rememberedJobs: Int = 1000
    ) {
        self.concurrentJobs = max(1, concurrentJobs)
        self.threads = max(1, threads)
        self.usesGPU = usesGPU
        self.usesFlashAttention = usesFlashAttention
        self.alignment = alignment
        self.rememberedJobs = max(1, rememberedJobs)
    }

    /// One thread fewer than there are cores, at least 1 and at most 4.
    ///
    /// whisper.cpp's threads spin at every barrier until the last has arrived. With as many threads as cores, one other
    /// busy process makes each barrier wait for a time slice, and the work takes ten times as long. Beyond 4 threads
    /// whisper.cpp itself gains little; 4 is also its own limit by default.
    public static var recommendedThreads: Int {
        max(1, min(4, ProcessInfo.processInfo.activeProcessorCount - 1))
    }
}

/// The attention heads of an official model that follow the audio, for word times by dynamic time warping.
public enum AlignmentHeads: String, Sendable, Hashable, Codable, CaseIterable {
    /// Of `tiny.en`.
    case tinyEn = "tiny.en"
    /// Of `tiny`.
    case tiny
    /// Of `base.en`.
    case baseEn = "base.en"
    /// Of `base`.
    case base
    /// Of `small.en`.
    case smallEn = "small.en"
    /// Of `small`.
    case small
    /// Of `medium.en`.
    case mediumEn = "medium.en"
    /// Of `medium`.
    case medium
    /// Of `large-v1`.
    case largeV1 = "large-v1"
    /// Of `large-v2`.
    case largeV2 = "large-v2"
    /// Of `large-v3`.
    case largeV3 = "large-v3"
    /// Of `large-v3-turbo`.
    case largeV3Turbo = "large-v3-turbo"
}
