import Foundation
public import Logging
public import Steno

/// Where Soniox keeps a project's data.
///
/// A project's region is chosen when it is made, and its keys work only there.
public struct SonioxRegion: RawRepresentable, Sendable, Hashable {
    /// The United States, the default.
    public static let unitedStates = Self(label: "us")
    /// The European Union.
    public static let europe = Self(label: "eu")
    /// Japan.
    public static let japan = Self(label: "jp")

    /// The region's name in addresses, such as `eu`.
    public let rawValue: String

    /// Names a region, which may be newer than this version.
    ///
    /// - Returns: nil where the name has other characters than letters, digits and hyphens.
    public init?(rawValue: String) {
        let isLabel = rawValue.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isLabel, !rawValue.isEmpty else { return nil }
        self.init(label: rawValue.lowercased())
    }

    private init(label: String) {
        rawValue = label
    }

    /// The address of the region's API, such as `https://api.eu.soniox.com`.
    public var baseURL: String {
        self == .unitedStates ? "https://api.soniox.com" : "https://api.\(rawValue).soniox.com"
    }
}

/// What Soniox is to delete by itself, and when.
///
/// Soniox counts finished jobs and stored files against quotas (by default 2,000 transcriptions and 1,000 files in an
/// organisation), so who never deletes can one day create no more. Deleting is best done as soon as a result was read.
///
/// Failing to delete never costs a result: it is logged as a warning.
public struct SonioxCleanup: Sendable, Hashable {
    /// How a job ended.
    public enum Outcome: Sendable, Hashable, CaseIterable {
        /// Its transcript was read by ``Soniox/transcript(_:)`` or ``Soniox/result(_:)``.
        case completed
        /// Its failure was seen by ``Soniox/job(_:)``, or when its transcript was asked for.
        case failed
        /// It was cancelled by ``Soniox/cancel(_:)``, which the client also calls for a job it gives up.
        case cancelled
    }

    /// Whether the job, with its transcript, is deleted.
    public var deletesTranscription: Bool
    /// Whether the file the job was made from is deleted: the one uploaded for it, and also one given by
    /// ``AudioSource/stored(id:)``.
    public var deletesFile: Bool
    /// After which ends this is done.
    public var outcomes: Set<Outcome>
    /// How long ``Soniox/cancel(_:)`` goes on trying to delete a job that is being processed.
    ///
    /// Soniox refuses it until the job has ended.
    public var patience: Duration

    /// Describes what to delete.
    public init(
        deletesTranscription: Bool,
        deletesFile: Bool,
        after outcomes: Set<Outcome> = Set(Outcome.allCases),
        patience: Duration = .seconds(30)
    ) {
        self.deletesTranscription = deletesTranscription
        self.deletesFile = deletesFile
        self.outcomes = outcomes
        self.patience = patience
    }

    /// Nothing is deleted.
    public static let none = Self(deletesTranscription: false, deletesFile: false, after: [])
    /// Only the file is deleted, after every end; the transcript can be read again.
    public static let files = Self(deletesTranscription: false, deletesFile: true)
    /// The job, its transcript and its file are deleted, after every end.
    public static let everything = Self(deletesTranscription: true, deletesFile: true)

    func deletesTranscription(after outcome: Outcome) -> Bool {
        deletesTranscription && outcomes.contains(outcome)
    }

    func deletesFile(after outcome: Outcome) -> Bool {
        deletesFile && outcomes.contains(outcome)
    }
}

/// How the provider ``Soniox`` is set up.
public struct SonioxConfiguration: Sendable {
    /// Where the API is.
    ///
    /// With or without a final slash or `/v1`.
    public var baseURL: String
    /// The model of requests that name none.
    public var model = "stt-async-v5"
    /// The header Soniox sends with each delivery to a webhook that names none.
    ///
    /// The provider's own `webhookVerifier` expects it of every delivery.
    public var webhookHeader: Webhook.Header?
    /// What is deleted when a job has ended.
    public var cleanup = SonioxCleanup.none
    /// How a transcript is divided into segments.
    public var segmentation = SonioxSegmentation()
    /// Told how far each upload has come.
    public var uploadProgress: (@Sendable (UploadProgress) -> Void)?
    /// How calls are made.
    ///
    /// Beside what its ``HTTPSettings/classify`` does, a 429 is told apart into a full quota and too many requests.
    public var http = HTTPSettings()
    /// What sends requests.
    public var transport: any HTTPTransport = URLSessionTransport.shared
    /// What to wait by; tests pass a manual one.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// Where to report.
    public var logger = Logger(label: "steno.soniox")

    /// Describes how Soniox is set up.
    ///
    /// - Parameters:
    ///   - region: Where the project's data is.
    ///   - baseURL: Where the API is, in place of the region's address.
    public init(region: SonioxRegion = .unitedStates, baseURL: String? = nil) {
        self.baseURL = baseURL ?? region.baseURL
    }
}

extension SonioxConfiguration {
    /// The configuration that environment variables describe: an address in `SONIOX_API_BASE_URL` goes before a domain in
    /// `SONIOX_BASE_DOMAIN`, and that before a region in `SONIOX_REGION`; `SONIOX_API_WEBHOOK_SECRET` is the value of the
    /// webhook header, and `SONIOX_API_WEBHOOK_HEADER` its name, otherwise `X-Soniox-Webhook-Secret`.
    ///
    /// An empty variable counts as absent.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` for a region that cannot be one.
    public init(environment: [String: String]) throws {
        let environment = ProviderEnvironment(environment, of: Soniox.id)
        var region = SonioxRegion.unitedStates
        if let name = environment["SONIOX_REGION"] {
            guard let named = SonioxRegion(rawValue: name) else {
                throw TranscriptionError(
                    .invalidRequest,
                    "The environment variable SONIOX_REGION names no region: letters, digits and hyphens are allowed.",
                    provider: Soniox.id
                )
            }
            region = named
        }
        let domain = environment["SONIOX_BASE_DOMAIN"].map { "https://api.\($0)" }
        self.init(region: region, baseURL: environment["SONIOX_API_BASE_URL"] ?? domain)
        webhookHeader = environment.secret("SONIOX_API_WEBHOOK_SECRET").map { secret in
            Webhook.Header(name: Self.webhookHeaderName(in: environment), value: secret)
        }
    }

    /// The name of the webhook header that environment variables describe.
    static func webhookHeaderName(in environment: ProviderEnvironment) -> String {
        environment["SONIOX_API_WEBHOOK_HEADER"] ?? Soniox.webhookHeaderName
    }
}
