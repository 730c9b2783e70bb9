#if canImport(CFFmpeg) && !canImport(AudioToolbox)
internal import CFFmpeg

/// Where in the recording each frame belongs: a track may begin late, and may have gaps where nothing was recorded.
struct TrackClock {
    /// Shorter gaps are the rounding of times, or encoder delay.
    private static let tolerance = 0.1

    private let tick: Double
    /// The recording's start on the track's clock, in seconds.
    private let origin: Double
    /// The recording's length in seconds.
    ///
    /// Damaged times point beyond it; without it no gap is believed.
    private let length: Double
    private var position = 0.0

    init(_ container: Container, _ track: AudioTrack) {
        let context = container.context.pointee
        let start = context.start_time == steno_no_timestamp ? 0 : Double(context.start_time) / Double(AV_TIME_BASE)
        let isStated = context.duration > 0 && context.duration_estimation_method != AVFMT_DURATION_FROM_BITRATE
        tick = track.tick
        origin = start
        length = isStated ? Double(context.duration) / Double(AV_TIME_BASE) : 0
    }

    /// Takes a frame in.
    ///
    /// - Returns: The seconds of silence that belong before it.
    mutating func gap(before frame: AVFrame) -> Double {
        let seconds = Double(frame.nb_samples) / Double(frame.sample_rate)
        defer { position += seconds }
        guard frame.best_effort_timestamp != steno_no_timestamp else { return 0 }
        let start = Double(frame.best_effort_timestamp) * tick - origin
        let gap = start - position
        guard gap > Self.tolerance, start + seconds <= length + Self.tolerance else { return 0 }
        position += gap
        return gap
    }
}
#endif
