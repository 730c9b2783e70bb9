import Foundation
public import Logging

/// How PyAI is reached.
///
/// The defaults are the service's own.
public struct PyAIConfiguration: Sendable {
    /// Where the service is; with or without a final slash or `/v1`, and with a path of its own where there is one.
    public var baseURL = "https://api.pyai.com"
    /// How the key is sent.
    ///
    /// The service takes it as a bearer token, and in the field `x-api-key`.
    public var authentication: HTTPAuthentication = .bearer
    /// Deadlines, repetitions, limits and further header fields.
    public var http = HTTPSettings()
    /// What sends single requests.
    public var transport: any HTTPTransport = URLSessionTransport.shared
    /// The organisation's secret that webhook deliveries are signed with, set in the service's console.
    public var webhookSecret: Secret?
    /// Makes the idempotency key of a request that has none of its own; nil sends none.
    ///
    /// With a key a create whose answer was lost can be repeated without a second job. The service takes keys only for
    /// audio given by URL.
    public var makeIdempotencyKey: (@Sendable () -> String)? = { UUID().uuidString }
    /// How `output_formats` and `vocabulary` are put into the form of an upload.
    ///
    /// The service does not say; one value is the same either way but for ``FormListEncoding/json`` and
    /// ``FormListEncoding/bracketed``.
    public var formLists: FormListEncoding = .repeated
    /// Called as an upload goes on.
    public var uploadProgress: (@Sendable (UploadProgress) -> Void)?
    /// What to wait by.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// Where to report.
    public var logger = Logger(label: "steno.pyai")

    /// The service's own set-up.
    public init() {}
}
