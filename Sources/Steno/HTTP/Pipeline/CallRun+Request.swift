import Foundation
import HTTPTypes

extension CallRun {
    /// The request for one address, with the key where that is the service's own.
    ///
    /// - Throws: `authentication` for a key that no header can carry.
    func request(to address: HTTPAddress, isHome: Bool) throws -> HTTPRequest {
        var request = HTTPRequest(
            method: call.method,
            scheme: address.origin.scheme,
            authority: address.origin.authority,
            path: address.path
        )
        request.headerFields[.userAgent] = "Steno"
        if isHome {
            request.headerFields.replace(with: settings.fields)
            request.headerFields.replace(with: call.fields)
            try authenticate(&request)
        } else {
            // Only what says which answer is wanted is for another host.
            for name in [HTTPField.Name.accept, .range, .ifNoneMatch] {
                request.headerFields[name] = call.fields[name]
            }
        }
        if call.body != nil, let type = call.contentType { request.headerFields[.contentType] = type }
        return request
    }

    private func authenticate(_ request: inout HTTPRequest) throws {
        guard let key = pipeline.key else { return }
        let (name, prefix): (HTTPField.Name, String)
        switch pipeline.authentication {
        case .none: return
        case .bearer: (name, prefix) = (.authorization, "Bearer ")
        case .header(let field): (name, prefix) = (field, "")
        }
        try key.withValue { value in
            guard !value.isEmpty, value.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
                throw TranscriptionError(
                    .authentication,
                    "The key for \(pipeline.provider) is empty or holds characters that no key has, such as a line break.",
                    provider: pipeline.provider
                )
            }
            var field = HTTPField(name: name, value: prefix + value)
            field.indexingStrategy = .disallow
            request.headerFields[fields: name] = [field]
        }
    }

    /// Where an answer leads, or nil where it is no redirection that may be followed.
    ///
    /// Reads may be led anywhere, other calls only within the same server and where the method and the body stay the same;
    /// nothing is led from https to http.
    func redirection(_ head: HTTPResponse, from address: HTTPAddress) -> HTTPAddress? {
        let status = head.status.code
        guard [301, 302, 303, 307, 308].contains(status), !call.expected.contains(status) else { return nil }
        guard let location = head.headerFields[.location], let next = address.following(location) else { return nil }
        let isRead = call.method == .get || call.method == .head
        let keepsRequest = status == 307 || status == 308
        guard isRead || keepsRequest && next.origin == address.origin else { return nil }
        let isAsSecure = next.origin.isSecure || !address.origin.isSecure
        return isAsSecure && pipeline.allows(next.origin, ledFrom: address.origin) ? next : nil
    }
}

extension HTTPFields {
    /// Takes fields over, in place of those with the same name.
    fileprivate mutating func replace(with fields: HTTPFields) {
        for field in fields { self[field.name] = nil }
        for field in fields { append(field) }
    }
}
