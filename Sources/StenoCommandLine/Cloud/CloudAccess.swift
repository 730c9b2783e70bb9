import Foundation
import Steno
import StenoProviders

/// A cloud service with the user's key for it.
struct CloudAccess: Sendable {
    let service: CloudService
    let isVerbose: Bool
    let console: Console

    /// The service as a provider.
    ///
    /// - Throws: ``TranscriptionError`` that says what is missing and what to do.
    func provider(_ settings: CloudSettings = .init()) throws -> any TranscriptionProvider {
        try service.provider(environment: environment(), settings: logging(settings))
    }

    /// The models of the service.
    func models() async throws -> [CloudModel] {
        guard service.listsModels else {
            throw TranscriptionError(
                .unsupportedOperation,
                "\(service.id) has no list of models.",
                provider: service.id
            )
        }
        return try await service.models(environment: environment(), settings: logging(.init()))
    }

    private func environment() throws -> [String: String] {
        let variables = try CloudKeys.variables()
        guard service.hasKey(in: variables) else {
            throw TranscriptionError(.authentication, CloudKeys.advice(for: service), provider: service.id)
        }
        return variables
    }

    private func logging(_ settings: CloudSettings) -> CloudSettings {
        var settings = settings
        settings.logger = console.logger(isVerbose: isVerbose)
        return settings
    }
}
