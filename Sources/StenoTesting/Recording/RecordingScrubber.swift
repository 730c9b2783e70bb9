import Foundation
import HTTPTypes
import Steno

/// Takes secrets out of an exchange before it is kept.
struct RecordingScrubber {
    /// What stands in place of a secret; it can be part of a URL.
    static let replacement = "REDACTED"
    /// The longest body of a request that is kept.
    private static let bodyLimit = 1 << 20

    /// The values to replace, longest first, so that one inside another leaves nothing of it behind.
    private let values: [String]

    /// - Parameters:
    ///   - secrets: What is known to be secret.
    ///   - request: The request whose header fields may hold more of it.
    init(_ secrets: [Secret], request: HTTPRequest? = nil) {
        var values = Set(secrets.map { $0.withValue { $0 } })
        for field in request?.headerFields ?? [:] where Self.isSecret(field: field.name.canonicalName) {
            values.insert(field.value)
            // Such as `Bearer` and the key.
            if let credentials = field.value.split(separator: " ", maxSplits: 1).last {
                values.insert(String(credentials))
            }
        }
        let long = values.filter { $0.count >= 4 }
        self.values = Set(long.flatMap(ConformanceEvidence.forms)).sorted { $0.count > $1.count }
    }

    func exchange(
        _ request: HTTPRequest,
        _ sent: Data?,
        _ head: HTTPResponse,
        _ received: Data
    ) -> HTTPRecording.Exchange {
        HTTPRecording.Exchange(
            request: .init(
                method: request.method.rawValue,
                url: url(of: request),
                fields: fields(request.headerFields),
                body: sent.flatMap(text),
                bodyLength: sent?.count
            ),
            answer: .init(
                status: head.status.code,
                fields: fields(head.headerFields),
                body: RawPayload(String(validating: received, as: UTF8.self).map { Data(scrub($0).utf8) } ?? received)
            )
        )
    }

    /// The address of a request, as it is kept.
    func url(of request: HTTPRequest) -> String {
        scrub("\(request.scheme ?? "https")://\(request.authority ?? "")\(request.path ?? "/")")
    }

    /// A body that is text, without secrets; nil for audio, and for forms that hold some.
    private func text(_ body: Data) -> String? {
        guard body.count <= Self.bodyLimit, let text = String(validating: body, as: UTF8.self) else { return nil }
        return scrub(text)
    }

    private func fields(_ fields: HTTPFields) -> [HTTPRecording.Field] {
        fields.compactMap { field in
            let name = field.name.canonicalName
            // The body is kept whole, decoded, and with a length of its own.
            guard !["content-length", "content-encoding", "transfer-encoding", "connection"].contains(name) else {
                return nil
            }
            let value = Self.isSecret(field: name) ? Self.replacement : scrub(field.value)
            return HTTPRecording.Field(name: name, value: value)
        }
    }

    /// A text with its secrets replaced.
    func scrub(_ text: String) -> String {
        var text = text
        for value in values { text = text.replacing(value, with: Self.replacement) }
        text = text.replacing(Self.queryItem) { "\($0.1)\(Self.replacement)" }
        return text.replacing(Self.member) { "\($0.1)\(Self.replacement)\"" }
    }

    // MARK: Names of secrets

    private static let words = [
        "auth", "token", "secret", "password", "cookie", "api-key", "apikey", "signature", "credential",
    ]

    /// Whether a header field's value is secret by its name.
    static func isSecret(field name: String) -> Bool {
        let name = name.lowercased()
        return name == "key" || name.hasSuffix("-key") && name != "idempotency-key"
            || words.contains(where: name.contains)
    }

    /// A query item of a signed URL, or one that holds a key; in plain text and in JSON, where `&` may be escaped.
    private static var queryItem: Regex<(Substring, Substring)> {
        /((?i:[?&]|\\u0026)(?i:x-amz-[a-z-]+|x-goog-[a-z-]+|awsaccesskeyid|googleaccessid|key-pair-id|policy|signature|sig|se|sp|sv|expires|exp|hmac|(?:[a-z]+[_-])*(?:token|secret|password|key|auth|code))=)[^&"\s\\<>#]+/
    }

    /// A member of a JSON object whose name says that its value is secret.
    private static var member: Regex<(Substring, Substring)> {
        /("(?i:[a-z_-]*(?:secret|password|token|api_?key|auth_header_value|signature|credential)s?)"\s*:\s*")(?:[^"\\]|\\.)*"/
    }
}
