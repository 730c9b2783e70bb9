public import Logging

/// How the provider ``SpeechIsCheap`` is set up.
public struct SpeechIsCheapConfiguration: Sendable {
    /// The address of the jobs API.
    public static let defaultBaseURL = "https://api.speechischeap.com"
    /// The address of the upload API.
    public static let defaultUploadBaseURL = "https://upload.speechischeap.com"

    /// Where the jobs API is.
    ///
    /// With or without a final slash or `/v2`.
    public var baseURL: String
    /// Where files are uploaded to; the key is sent there too.
    ///
    /// With or without a final slash or `/v2`.
    public var uploadBaseURL: String
    /// Told how far each upload has come.
    public var uploadProgress: (@Sendable (UploadProgress) -> Void)?
    /// How calls are made.
    public var http = HTTPSettings()
    /// What sends requests.
    public var transport: any HTTPTransport = URLSessionTransport.shared
    /// What to wait by; tests pass a manual one.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// Where to report.
    public var logger = Logger(label: "steno.speechischeap")

    /// Describes how SpeechIsCheap is set up.
    ///
    /// - Parameters:
    ///   - baseURL: Where the jobs API is.
    ///   - uploadBaseURL: Where files are uploaded to.
    public init(baseURL: String = Self.defaultBaseURL, uploadBaseURL: String = Self.defaultUploadBaseURL) {
        self.baseURL = baseURL
        self.uploadBaseURL = uploadBaseURL
    }
}

extension SpeechIsCheapConfiguration {
    /// The configuration that environment variables describe: `SIC_BASE_URL` and `SIC_UPLOAD_BASE_URL`.
    ///
    /// The service itself names only a variable for the key. An empty variable counts as absent.
    public init(environment: [String: String]) {
        let environment = ProviderEnvironment(environment, of: SpeechIsCheap.id)
        self.init(
            baseURL: environment["SIC_BASE_URL"] ?? Self.defaultBaseURL,
            uploadBaseURL: environment["SIC_UPLOAD_BASE_URL"] ?? Self.defaultUploadBaseURL
        )
    }
}
