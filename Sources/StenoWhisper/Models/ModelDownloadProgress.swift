/// How far the download of a model is.
public struct ModelDownloadProgress: Sendable, Hashable {
    /// What is being done.
    public enum Phase: String, Sendable, Hashable {
        /// Another process or task is downloading the same model.
        case waiting
        /// The part left by an earlier attempt is being read again for its checksum.
        case resuming
        /// Bytes are coming in.
        case downloading
        /// All bytes are there and are being put on the disk for good.
        case finishing
    }

    /// What is being done.
    public var phase: Phase
    /// The bytes that are there, those of earlier attempts included.
    ///
    /// It falls when a server makes the download start over.
    public var byteCount: Int64
    /// The bytes there will be, nil where nobody has said.
    public var totalByteCount: Int64?

    /// Describes a state.
    public init(phase: Phase, byteCount: Int64, totalByteCount: Int64?) {
        self.phase = phase
        self.byteCount = byteCount
        self.totalByteCount = totalByteCount
    }

    /// The share that is there, from 0 to 1; nil where the total is unknown.
    public var fraction: Double? {
        guard let totalByteCount, totalByteCount > 0 else { return nil }
        return min(1, Double(byteCount) / Double(totalByteCount))
    }
}

/// How patiently a model is downloaded.
public struct ModelDownloadPolicy: Sendable, Hashable {
    /// How often in a row a transfer may fail without having brought anything.
    public var maximumRetries: Int
    /// The wait after the first failure; it doubles with each, and a random half of it is left out.
    public var initialDelay: Duration
    /// The longest wait between two attempts, whatever the server asks for.
    public var maximumDelay: Duration
    /// How long a transfer may stand still before it is tried again.
    ///
    /// There is no limit for the whole.
    public var stallLimit: Duration

    /// Describes a policy.
    public init(
        maximumRetries: Int = 5,
        initialDelay: Duration = .seconds(1),
        maximumDelay: Duration = .seconds(30),
        stallLimit: Duration = .seconds(30)
    ) {
        self.maximumRetries = maximumRetries
        self.initialDelay = initialDelay
        self.maximumDelay = maximumDelay
        self.stallLimit = stallLimit
    }

    func delay(afterFailure number: Int) -> Duration {
        let doubled = initialDelay * (1 << min(max(number - 1, 0), 16))
        return min(doubled, maximumDelay) * Double.random(in: 0.5...1)
    }
}
