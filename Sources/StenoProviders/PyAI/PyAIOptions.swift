/// What only PyAI has.
///
/// Everything has a default that means: left out, as the service does by itself.
///
/// ```swift
/// options.provider.set(PyAIOptions(smartFormat: true, packID: "sales_outbound"))
/// ```
public struct PyAIOptions: ProviderOptions {
    /// The provider these belong to: `pyai`.
    public static var provider: ProviderID { PyAI.id }

    /// The formats the service makes of the result (`output_formats`); nil asks for JSON and for the formats of
    /// ``TranscriptionOptions/subtitles``, where there are any.
    ///
    /// The formats of ``TranscriptionOptions/subtitles`` are added to these. Whether segments come without
    /// ``PyAIOutputFormat/json`` is not documented.
    public var outputFormats: [PyAIOutputFormat]?
    /// The service's smart formatting (`smart_format`); what it covers is not documented.
    public var smartFormat: Bool?
    /// The service's dictation mode (`dictation`); what it changes is not documented.
    public var dictation: Bool?
    /// Whether to leave out fillers such as "um" (`drop_fillers`).
    public var dropFillers: Bool?
    /// The pack that the Recap add-on works by (`pack_id`), such as `sales_outbound`.
    public var packID: String?
    /// The direction of the call (`call_direction`); the words the service knows are not documented.
    public var callDirection: String?
    /// The customer's name, for Recap (`customer_name`).
    public var customerName: String?
    /// Whether the Trace add-on looks for personal information and redacts it (`trace`).
    ///
    /// The service is said to refuse it together with telling speakers or channels apart; that is left to the service.
    public var trace: Bool?
    /// The language of the Recap summary (`language`); it has no effect on the transcription.
    public var recapLanguage: String?

    /// Describes the options.
    public init(
        outputFormats: [PyAIOutputFormat]? = nil,
        smartFormat: Bool? = nil,
        dictation: Bool? = nil,
        dropFillers: Bool? = nil,
        packID: String? = nil,
        callDirection: String? = nil,
        customerName: String? = nil,
        trace: Bool? = nil,
        recapLanguage: String? = nil
    ) {
        self.outputFormats = outputFormats
        self.smartFormat = smartFormat
        self.dictation = dictation
        self.dropFillers = dropFillers
        self.packID = packID
        self.callDirection = callDirection
        self.customerName = customerName
        self.trace = trace
        self.recapLanguage = recapLanguage
    }
}

/// A format PyAI makes of a result.
public struct PyAIOutputFormat: OpenName {
    /// Text, segments and words.
    public static let json: Self = "json"
    /// SubRip.
    public static let srt: Self = "srt"
    /// WebVTT.
    public static let vtt: Self = "vtt"

    /// The format's name.
    public let rawValue: String

    /// Wraps a name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}
