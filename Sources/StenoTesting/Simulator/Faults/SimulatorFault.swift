/// Something that goes wrong on request: at which calls, and how.
public struct SimulatorFault: Sendable, Hashable {
    /// Which service's calls it hits; nil for all.
    public var service: SimulatorService?
    /// Which method's calls it hits; nil for all.
    public var method: String?
    /// Which route's calls it hits, as documented and without the service's prefix, such as `/v1/transcriptions/{id}`, or a
    /// whole path with an id; nil for all.
    public var route: String?
    /// How many matching calls it lets pass first.
    public var skip: Int
    /// How many matching calls it then hits; nil for all.
    public var times: Int?
    /// What goes wrong.
    public var kind: Kind

    /// Describes a fault.
    ///
    /// By default it hits the next call of any route, once.
    public init(
        _ kind: Kind,
        service: SimulatorService? = nil,
        method: String? = nil,
        route: String? = nil,
        skip: Int = 0,
        times: Int? = 1
    ) {
        self.kind = kind
        self.service = service
        self.method = method
        self.route = route
        self.skip = skip
        self.times = times
    }

    /// What goes wrong.
    public enum Kind: Sendable, Hashable {
        /// An error with this status and the body the service documents for it, in place of handling the call. The code and
        /// message are the service's usual ones for the status unless given; `Retry-After` is sent as given.
        case status(Int, code: String? = nil, message: String? = nil, retryAfter: String? = nil)
        /// The answer waits this long. Nothing is handled before.
        case latency(Duration)
        /// The connection is reset before the call is handled: no job was created.
        case resetBeforeHandling
        /// The call is handled and the connection is reset before a byte of the answer: a job was created.
        case resetBeforeAnswer
        /// The call is handled, and the connection is reset after half of the body.
        case resetInBody
        /// The call is handled, and the JSON text ends half way, at a length the header agrees with.
        case truncatedJSON
        /// The call is handled, and the body is not JSON.
        case invalidJSON
        /// The call is handled, and the answer says it is of another type.
        case contentType(String)
        /// An HTML page as proxies make them, in place of handling the call.
        case htmlPage(status: Int)
        /// The call is handled, and the body comes in pieces of so many bytes with a pause before each.
        case slowBody(bytes: Int, pause: Duration)
        /// The call is handled, and every job's status in the answer is this one.
        case unknownStatus(String)
        /// The call is handled, and every object in the answer has members no document knows.
        case unknownFields
        /// An answer written out, in place of handling the call; for redirects and whatever else there may be.
        case answer(status: Int, fields: [String: String], body: String)
        /// A webhook is delivered so many times more, one right after the other. Set for a service, without a route.
        case duplicateWebhook(times: Int)
        /// A webhook is kept back until the service's next one was delivered, at most for 60 simulated seconds.
        case outOfOrderWebhook
        /// A webhook is delivered this much later, in simulated time.
        case lateWebhook(Duration)
        /// A webhook is never delivered.
        case lostWebhook
        /// A webhook's signature, where the service signs, is wrong.
        case badSignature
        /// A webhook's timestamp, where the service signs, is this much older.
        case oldSignature(Duration)

        /// The name used over HTTP and in logs.
        public var name: String {
            switch self {
            case .status: "status"
            case .latency: "latency"
            case .resetBeforeHandling: "reset-before-handling"
            case .resetBeforeAnswer: "reset-before-answer"
            case .resetInBody: "reset-in-body"
            case .truncatedJSON: "truncated-json"
            case .invalidJSON: "invalid-json"
            case .contentType: "content-type"
            case .htmlPage: "html-page"
            case .slowBody: "slow-body"
            case .unknownStatus: "unknown-status"
            case .unknownFields: "unknown-fields"
            case .answer: "answer"
            case .duplicateWebhook: "duplicate-webhook"
            case .outOfOrderWebhook: "out-of-order-webhook"
            case .lateWebhook: "late-webhook"
            case .lostWebhook: "lost-webhook"
            case .badSignature: "bad-signature"
            case .oldSignature: "old-signature"
            }
        }

        var isOfWebhooks: Bool {
            switch self {
            case .duplicateWebhook, .outOfOrderWebhook, .lateWebhook, .lostWebhook, .badSignature, .oldSignature: true
            default: false
            }
        }
    }
}
