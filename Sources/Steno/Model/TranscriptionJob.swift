public import Foundation

/// One request accepted by one provider: a snapshot of it at one moment.
public struct TranscriptionJob: Sendable, Hashable, Identifiable {
    /// The provider's id of the job.
    public var id: JobID
    /// Who transcribes.
    public var provider: ProviderID
    /// Where the job is in its life.
    public var status: JobStatus
    /// The share done, from 0 to 1, where the provider tells it; never guessed.
    public var progress: Double?
    /// When the provider accepted the job.
    public var createdAt: Date?
    /// When work began.
    public var startedAt: Date?
    /// When the job ended.
    public var finishedAt: Date?
    /// The length of the audio in seconds, once known.
    public var audioDuration: Double?
    /// The model at work.
    public var model: String?
    /// The request's client reference.
    public var clientReference: String?
    /// The request's metadata.
    public var metadata: [String: String]
    /// What the caller should know though the job goes on, such as an option left out.
    public var warnings: [JobWarning]
    /// What the job cost, where the provider tells it.
    public var billing: Billing?
    /// Why the job failed.
    public var failure: JobFailure?
    /// The transcript, where it comes with the job.
    public var transcript: Transcript?
    /// The provider's own payload, as received.
    public var raw: RawPayload?

    /// Describes a job.
    public init(
        id: JobID,
        provider: ProviderID,
        status: JobStatus,
        progress: Double? = nil,
        createdAt: Date? = nil,
        startedAt: Date? = nil,
        finishedAt: Date? = nil,
        audioDuration: Double? = nil,
        model: String? = nil,
        clientReference: String? = nil,
        metadata: [String: String] = [:],
        warnings: [JobWarning] = [],
        billing: Billing? = nil,
        failure: JobFailure? = nil,
        transcript: Transcript? = nil,
        raw: RawPayload? = nil
    ) {
        self.id = id
        self.provider = provider
        self.status = status
        self.progress = progress
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.audioDuration = audioDuration
        self.model = model
        self.clientReference = clientReference
        self.metadata = metadata
        self.warnings = warnings
        self.billing = billing
        self.failure = failure
        self.transcript = transcript
        self.raw = raw
    }
}

/// The JSON form has one member for each property; only `id`, `provider` and `status` are required when reading.
extension TranscriptionJob: Codable {
    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
            try members.decodeIfPresent(Value.self, forKey: key)
        }
        self.init(
            id: try members.decode(JobID.self, forKey: .id),
            provider: try members.decode(ProviderID.self, forKey: .provider),
            status: try members.decode(JobStatus.self, forKey: .status),
            progress: try value(.progress),
            createdAt: try value(.createdAt),
            startedAt: try value(.startedAt),
            finishedAt: try value(.finishedAt),
            audioDuration: try value(.audioDuration),
            model: try value(.model),
            clientReference: try value(.clientReference),
            metadata: try value(.metadata) ?? [:],
            warnings: try value(.warnings) ?? [],
            billing: try value(.billing),
            failure: try value(.failure),
            transcript: try value(.transcript),
            raw: try value(.raw)
        )
    }
}

/// Something the caller should know though the job goes on.
public struct JobWarning: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The option concerned, where it is one.
    public var option: RequestOption?
    /// A sentence a person can act on.
    public var message: String

    /// Describes a warning.
    public init(option: RequestOption? = nil, message: String) {
        self.option = option
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// Why a job failed.
public struct JobFailure: Sendable, Hashable, Codable, CustomStringConvertible {
    /// What kind of failure it is.
    public var code: TranscriptionError.Code
    /// A sentence a person can act on.
    public var message: String
    /// The provider's own code.
    public var providerCode: String?

    /// Describes a failure.
    public init(code: TranscriptionError.Code, message: String, providerCode: String? = nil) {
        self.code = code
        self.message = message
        self.providerCode = providerCode
    }

    /// The message.
    public var description: String { message }
}

/// What a job cost, in the provider's own unit.
public struct Billing: Sendable, Hashable, Codable {
    /// How much.
    public var amount: Double
    /// Of what: a currency code, or the provider's own unit.
    public var unit: String

    /// Describes a cost.
    public init(amount: Double, unit: String) {
        self.amount = amount
        self.unit = unit
    }
}
