import Foundation
public import Logging

/// How Transcripts (Wordcab) is reached.
///
/// The defaults are those of Wordcab's cloud; a deployment of one's own has its own ``baseURL``.
public struct TranscriptsConfiguration: Sendable {
    /// How a moment is written in a query, where the service does not say.
    public enum DateForm: Sendable, Hashable, CaseIterable {
        /// Whole seconds since 1970, as the service writes the time a transcript was created.
        case unixSeconds
        /// ISO 8601 in UTC, such as `2026-08-01T09:30:00Z`.
        case iso8601
    }

    /// Where the service is; with or without a final slash or `/v1`.
    ///
    /// Paths such as `/v1/transcripts` are added to it, so Wordcab's cloud, whose transcripts are under `/api/v1`, is
    /// `https://api.wordcab.com/api`.
    public var baseURL = "https://api.wordcab.com/api"
    /// Where the list of models is, below ``baseURL``; the path is not documented.
    public var modelsPath: HTTPPath = "/v1/models"
    /// How the key is sent.
    public var authentication: HTTPAuthentication = .bearer
    /// Deadlines, repetitions, limits and further header fields.
    public var http = HTTPSettings()
    /// What sends requests.
    public var transport: any HTTPTransport = URLSessionTransport.shared
    /// The secret that webhook deliveries are signed with: that of ``TranscriptsWebhookEndpoint/secret``.
    public var webhookSecret: Secret?
    /// Makes the idempotency key of a request that has none of its own; nil sends none.
    ///
    /// With a key a create whose answer was lost can be repeated for 24 hours without a second transcript.
    public var makeIdempotencyKey: (@Sendable () -> String)? = { UUID().uuidString }
    /// The name under which ``TranscriptionRequest/clientReference`` is kept in the transcript's metadata.
    public var clientReferenceKey = "client_reference"
    /// How `redact` and `vocabulary` are put into the form of an upload; the service does not say.
    public var formLists: FormListEncoding = .repeated
    /// How `metadata` is put into the form of an upload; the service does not say.
    public var formMaps: FormMapEncoding = .json
    /// How moments are written in queries.
    public var dateForm: DateForm = .unixSeconds
    /// Told how far each upload has come.
    public var uploadProgress: (@Sendable (UploadProgress) -> Void)?
    /// What to wait by; tests pass a manual one.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// Where to report.
    public var logger = Logger(label: "steno.transcripts")

    /// The set-up of Wordcab's cloud.
    public init() {}
}
