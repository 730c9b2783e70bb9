import HTTPTypes

/// What a key of PyAI may do (`GET /v1/me`).
public struct PyAIAccount: Sendable, Hashable {
    /// What the key may be used for, such as `transcribe:jobs`.
    public var scopes: [String] = []
    /// Where the key belongs: live or test (`environment` or `env`).
    public var environment: String?
    /// The limits, in a shape the service does not document.
    public var limits: JSONValue?
}

/// A key for trying PyAI out (`POST /v1/sandbox/keys`).
///
/// Each has an organisation of its own, a daily cap, and lives about a week. Sources disagree on whether it may create
/// jobs: ``scopes`` tells.
public struct PyAISandboxKey: Sendable, Hashable {
    /// The key.
    public var apiKey: Secret
    /// The organisation made for it.
    public var organizationID: String?
    /// What it may be used for.
    public var scopes: [String]
    /// When it ends, as it came; the form is not documented.
    public var expiresAt: String?
}

extension PyAI {
    /// What this provider's key may do.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` where the service is too old to tell.
    public func account() async throws -> PyAIAccount {
        try await http.send(HTTPCall(.get, "/v1/me", operation: "account")).read(PyAIAccount.self, of: id)
    }

    /// Makes a key for trying the service out; no key is needed for that.
    ///
    /// The service makes only so many for one address.
    public static func sandboxKey(configuration: PyAIConfiguration = .init()) async throws -> PyAISandboxKey {
        var call = HTTPCall(.post, "/v1/sandbox/keys", operation: "sandboxKey")
        call.repetition = .ifRefused
        return try await PyAI(key: nil, configuration: configuration).http.send(call)
            .read(PyAISandboxKey.self, of: id)
    }

    /// The summary that the Recap add-on made of a call (`GET /v1/recap/calls/{call_id}`).
    ///
    /// - Parameter callID: The ``TranscriptionRequest/clientReference`` of the call's job.
    /// - Returns: The answer as it came; its shape is not documented.
    /// - Throws: ``TranscriptionError``; `notFound` where there is no summary.
    public func recap(callID: String) async throws -> RawPayload {
        let path = try HTTPPath("/v1/recap/calls").appending(id: callID, of: id)
        return RawPayload(try await http.send(HTTPCall(.get, path, operation: "recap")).body)
    }
}

extension PyAIAccount: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "scopes": scopes = try json.readStrings()
            case "environment", "env": environment = json.readText() ?? environment
            case "limits": limits = try json.readValue()
            default: break
            }
        }
    }
}

extension PyAISandboxKey: JSONReadable {
    package init(from json: inout JSONReader) throws {
        var key: String?
        apiKey = ""
        scopes = []
        try json.readObject { name, json in
            switch name {
            case "api_key": key = json.readText()
            case "org_id": organizationID = json.readTextOrDigits()
            case "scopes": scopes = try json.readStrings()
            case "expires_at": expiresAt = json.readTextOrDigits()
            default: break
            }
        }
        guard let key, !key.isEmpty else { throw json.missing("api_key") }
        apiKey = Secret(key)
    }
}
