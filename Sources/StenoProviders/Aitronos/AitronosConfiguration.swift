public import Logging

/// How the provider ``Aitronos`` is set up.
public struct AitronosConfiguration: Sendable {
    /// The address of the service.
    public static let defaultBaseURL = "https://api.aitronos.com"

    /// The organisation that pays for jobs, such as `org_abc123`.
    ///
    /// A job needs one, here or in ``AitronosOptions/organizationID``; reading does not.
    public var organizationID: String?
    /// Where the API is.
    ///
    /// With or without a final slash or `/v1`.
    public var baseURL: String
    /// How the key is sent.
    ///
    /// The service documents the bearer form; its own clients also send the key in `x-api-key`.
    public var authentication = HTTPAuthentication.bearer
    /// Puts local audio where Aitronos can fetch it; without one, only audio by URL is taken.
    public var stager: (any AudioStager)?
    /// How calls are made.
    public var http = HTTPSettings()
    /// What sends requests.
    public var transport: any HTTPTransport = URLSessionTransport.shared
    /// What to wait by; tests pass a manual one.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// Where to report.
    public var logger = Logger(label: "steno.aitronos")

    /// Describes how Aitronos is set up.
    ///
    /// - Parameters:
    ///   - organizationID: The organisation that pays for jobs.
    ///   - baseURL: Where the API is.
    public init(organizationID: String? = nil, baseURL: String = Self.defaultBaseURL) {
        self.organizationID = organizationID
        self.baseURL = baseURL
    }
}

extension AitronosConfiguration {
    /// The configuration that environment variables describe: `AITRONOS_ORGANIZATION_ID` and `AITRONOS_BASE_URL`.
    ///
    /// The service names no variables of its own. An empty variable counts as absent.
    public init(environment: [String: String]) {
        let environment = ProviderEnvironment(environment, of: Aitronos.id)
        self.init(
            organizationID: environment["AITRONOS_ORGANIZATION_ID"],
            baseURL: environment["AITRONOS_BASE_URL"] ?? Self.defaultBaseURL
        )
    }
}
