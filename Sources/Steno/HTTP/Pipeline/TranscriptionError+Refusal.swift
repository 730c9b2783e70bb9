import Foundation
import HTTPTypes

extension TranscriptionError {
    /// The statuses that report what may pass.
    static let passingStatuses: Set<Int> = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]

    /// The statuses with which something between us and the service gives up on it, while it may still do its work.
    static let lostStatuses: Set<Int> = [303, 408, 502, 504, 520, 522, 524]

    /// The error of an answer with a status that reports a failure.
    init(
        refusal head: HTTPResponse,
        body: Data,
        provider: ProviderID,
        redactor: Redactor,
        now: Date,
        classify: (@Sendable (inout TranscriptionError) -> Void)?
    ) {
        let said = RefusalBody(body)
        let status = head.status.code
        let clean = { (text: String) in redactor.clean(text, limit: 1_000) }
        let name = { (text: String) in redactor.clean(text, limit: 200) }
        let code = Code(refusedStatus: status)
        self.init(
            code,
            "",
            provider: provider,
            httpStatus: status,
            providerCode: said.code.map(name),
            providerMessage: said.message.map(clean),
            requestID: (head.requestID ?? said.requestID).map(name),
            isRetryable: Self.passingStatuses.contains(status),
            retryAfter: RetryAfter.parse(head.headerFields, now: now),
            underlying: HTTPRefusal(
                status: status,
                parameter: said.parameter.map(name),
                issues: said.issues.map { issue in
                    HTTPRefusal.Issue(
                        location: issue.location.map(name),
                        message: issue.message.map(clean),
                        code: issue.code.map(name)
                    )
                },
                snippet: clean(String(decoding: body.prefix(16 << 10), as: UTF8.self))
            )
        )
        classify?(&self)
        if message.isEmpty { message = Self.sentence(self.code, provider, status, providerMessage) }
    }

    private static func sentence(_ code: Code, _ provider: ProviderID, _ status: Int, _ detail: String?) -> String {
        let sentence =
            switch code {
            case _ where (300..<400).contains(status): "\(provider) leads to where the call may not follow"
            case .authentication: "\(provider) refused the key"
            case .paymentRequired: "The balance or budget at \(provider) is used up"
            case .permissionDenied: "The key may not do this at \(provider)"
            case .notFound: "\(provider) knows nothing by this id or path"
            case .conflict: "The request contradicts what \(provider) holds"
            case .invalidState: "The job at \(provider) is not in a state that allows this"
            case .rateLimited: "\(provider) asks for fewer requests"
            case .quotaExceeded: "A quota at \(provider) is used up"
            case .invalidRequest: "\(provider) refused the request"
            case .timeout: "\(provider) did not finish in time"
            case .providerFailure: "\(provider) could not do its work"
            default: "\(provider) answered with the status \(status)"
            }
        return detail.map { "\(sentence): \($0)" } ?? "\(sentence)."
    }
}

extension TranscriptionError.Code {
    /// What a refused status means, unless the service gives it another meaning.
    init(refusedStatus status: Int) {
        self =
            switch status {
            case 401: .authentication
            case 402: .paymentRequired
            case 403: .permissionDenied
            case 404, 410: .notFound
            case 408: .timeout
            case 409: .conflict
            case 429: .rateLimited
            case 400..<500: .invalidRequest
            case 500..<600: .providerFailure
            default: .invalidResponse
            }
    }
}

extension HTTPResponse {
    /// The service's id of the request.
    var requestID: String? {
        for name in ["x-request-id", "request-id"] {
            let value = HTTPField.Name(name).flatMap { headerFields[$0] }
            if let value, !value.isEmpty { return value }
        }
        return nil
    }
}
