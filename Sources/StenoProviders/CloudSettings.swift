public import Logging
public import Steno

/// How a provider made by ``CloudService`` is set up, beside what the environment says.
public struct CloudSettings: Sendable {
    /// Told how far each upload has come, where the service takes uploads.
    public var uploadProgress: (@Sendable (UploadProgress) -> Void)?
    /// Whether deleting a job also deletes the audio uploaded for it, where the service keeps that by itself.
    public var deletesUploads = false
    /// What sends requests; nil for what suits every platform.
    public var transport: (any HTTPTransport)?
    /// Where to report; nil for the provider's own logger.
    public var logger: Logger?

    /// The defaults.
    public init() {}

    /// Sets up what every service's configuration has.
    func apply(to configuration: inout some CloudConfiguration) {
        if let transport { configuration.transport = transport }
        if let logger { configuration.logger = logger }
    }

    /// Sets up what the configuration of a service that takes uploads has.
    func apply(to configuration: inout some CloudConfiguration & UploadConfiguration) {
        configuration.uploadProgress = uploadProgress
        if let transport { configuration.transport = transport }
        if let logger { configuration.logger = logger }
    }
}

/// What the configuration of every service has.
protocol CloudConfiguration {
    var transport: any HTTPTransport { get set }
    var logger: Logger { get set }
}

/// What the configuration of a service that takes uploads has.
protocol UploadConfiguration {
    var uploadProgress: (@Sendable (UploadProgress) -> Void)? { get set }
}
