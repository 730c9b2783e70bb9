public import Foundation
public import HTTPTypes
public import Steno

/// A cloud service, for programs in which its name is data: from a command line, a setting, a stored job.
///
/// ```swift
/// let provider = try CloudService.named("soniox").provider()
/// let transcript = try await provider.transcribe(.file(recording))
/// ```
///
/// A program that knows its service takes the service's own type instead, such as ``Soniox``, which can do more.
public struct CloudService: Sendable, Identifiable {
    /// The name of the provider, such as `soniox`.
    public let id: ProviderID
    /// The name the service has for people, such as `Soniox`.
    public let name: String
    /// The environment variables that may hold the key; the first that is set counts.
    public let keyVariables: [String]
    /// The environment variables that may hold the secret its webhooks are verified with; the first that is set counts.
    public let webhookVariables: [String]
    /// What the service can honour.
    public let capabilities: Capabilities

    private let connect: @Sendable (Secret, [String: String], CloudSettings) throws -> any TranscriptionProvider
    private let verify: @Sendable (Secret, ProviderEnvironment) -> WebhookVerifier
    private let sign: @Sendable (Data, Secret, ProviderEnvironment, Date) throws -> HTTPFields
    private let listModels: (@Sendable (Secret, [String: String], CloudSettings) async throws -> [CloudModel])?

    /// Describes a service.
    ///
    /// - Parameters:
    ///   - name: The name for people.
    ///   - keyVariables: The environment variables that may hold the key.
    ///   - webhookVariable: The environment variable that may hold the secret of its webhooks, where it has one of its own.
    ///   - sample: A provider that is asked what it can honour, and never makes a call.
    ///   - models: Lists the models; nil where the service has no list.
    ///   - verifier: Makes the verifier of its webhooks with a secret.
    ///   - webhookFields: Makes the header fields that prove a delivery; none where the service proves nothing.
    ///   - connect: Makes the provider.
    init<Provider: TranscriptionProvider>(
        _ name: String,
        keyVariables: [String],
        webhookVariable: String? = nil,
        sample: Provider,
        models: (@Sendable (Provider) async throws -> [CloudModel])? = nil,
        verifier: @escaping @Sendable (Secret, ProviderEnvironment) -> WebhookVerifier,
        webhookFields: @escaping @Sendable (Data, Secret, ProviderEnvironment, Date) throws -> HTTPFields = {
            _,
            _,
            _,
            _ in
            [:]
        },
        connect: @escaping @Sendable (Secret, [String: String], CloudSettings) throws -> Provider
    ) {
        id = sample.id
        self.name = name
        self.keyVariables = keyVariables
        webhookVariables = [webhookVariable, "STENO_WEBHOOK_SECRET"].compactMap { $0 }
        capabilities = sample.capabilities
        verify = verifier
        sign = webhookFields
        self.connect = { key, environment, settings in try connect(key, environment, settings) }
        guard let models else {
            listModels = nil
            return
        }
        listModels = { key, environment, settings in
            try await models(connect(key, environment, settings))
        }
    }

    /// The service of a name, in any case.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` that lists the names, where there is none.
    public static func named(_ name: String) throws -> Self {
        if let service = all.first(where: { $0.id.rawValue == name.lowercased() }) { return service }
        let names = all.map(\.id.rawValue).joined(separator: ", ")
        throw TranscriptionError(.invalidRequest, "There is no cloud service `\(name)`, only \(names).")
    }

    /// Whether the environment holds a key for the service; nobody is asked whether it is right.
    public func hasKey(in environment: [String: String] = ProcessInfo.processInfo.environment) -> Bool {
        (try? key(in: environment)) != nil
    }

    /// The service as a provider, set up as its own `fromEnvironment` does it.
    ///
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - settings: What no variable says.
    /// - Returns: The provider.
    /// - Throws: ``TranscriptionError`` with code `authentication` that names the variables, where none holds a key.
    public func provider(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        settings: CloudSettings = .init()
    ) throws -> any TranscriptionProvider {
        try connect(key(in: environment), environment, settings)
    }

    /// Whether the service tells which models it has.
    public var listsModels: Bool { listModels != nil }

    /// The models the service has, in its own order.
    ///
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - settings: What no variable says.
    /// - Returns: The models.
    /// - Throws: ``TranscriptionError``; `unsupportedOperation` where the service has no such list.
    public func models(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        settings: CloudSettings = .init()
    ) async throws -> [CloudModel] {
        guard let listModels else {
            throw TranscriptionError(.unsupportedOperation, "\(id) has no list of models.", provider: id)
        }
        return try await listModels(key(in: environment), environment, settings)
    }

    /// Verifies the service's webhooks with the secret in the environment.
    ///
    /// The secret is the one the service signs with or, for Soniox, the value of the header it sends. For services that sign
    /// nothing it is the secret of the ``CallbackSigner`` that signed the URL they call.
    ///
    /// - Parameter environment: The environment variables; ``webhookVariables`` and, for Soniox,
    ///   `SONIOX_API_WEBHOOK_HEADER` are read.
    /// - Returns: The verifier.
    /// - Throws: ``TranscriptionError`` with code `authentication` that names the variables, where none holds a secret.
    public func webhookVerifier(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> WebhookVerifier {
        let environment = ProviderEnvironment(environment, of: id)
        return verify(try environment.webhookSecret(webhookVariables), environment)
    }

    /// The header fields by which the service proves a delivery, to test what receives it.
    ///
    /// None where it signs nothing: there the URL it calls is signed, by ``CallbackSigner``.
    ///
    /// - Parameters:
    ///   - body: The body, to be sent as the very bytes given here.
    ///   - environment: The environment variables, as for ``webhookVerifier(environment:)``.
    ///   - now: When the delivery is signed.
    /// - Returns: The fields.
    /// - Throws: ``TranscriptionError`` with code `authentication` that names the variables, where none holds a secret;
    ///   otherwise what ``WebhookSigner`` throws.
    public func webhookFields(
        of body: Data,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        now: Date = Date()
    ) throws -> HTTPFields {
        let environment = ProviderEnvironment(environment, of: id)
        return try sign(body, try environment.webhookSecret(webhookVariables), environment, now)
    }

    private func key(in environment: [String: String]) throws -> Secret {
        try ProviderEnvironment(environment, of: id).key(keyVariables)
    }
}

extension CloudService: Hashable {
    /// Whether both are the same service.
    public static func == (one: Self, other: Self) -> Bool { one.id == other.id }

    /// Hashes the provider's name.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
