import Foundation
import Steno
import StenoProviders
import StenoWhisper

/// Makes the engine that has a cloud service transcribe, or the first of several providers that takes a recording.
struct CloudSetup: EngineSetup {
    /// The recordings in hand at one time, unless the user says so.
    static let usualFilesInHand = 4

    let providers: ProviderChoices
    /// Makes whisper, where it is one of them.
    var whisper: WhisperSetup?
    let options: TranscriptionOptions
    /// The user's own name for each job.
    var reference: String?
    /// Whether jobs are deleted when their transcripts are written.
    let deletesJobs: Bool
    let filesInHand: Int
    let isVerbose: Bool
    let console: Console

    var takesAddresses: Bool { true }

    /// Looks for the keys, and refuses options that would be refused for every recording.
    func preflight() throws {
        let provider = try provider(.init())
        // What whisper can do depends on its model, which is looked at when there is a use for it.
        guard whisper == nil else { return }
        let found = provider.capabilities.unsupportedOptions(of: request(.stored(id: "")), provider: provider.id)
            .filter { $0.option != .audio }
        guard options.unsupported == .refuse, !found.isEmpty else { return }
        throw TranscriptionError(
            .unsupportedOption,
            found.map(\.message).joined(separator: " "),
            provider: provider.id
        )
    }

    func engine(for inputs: [OpenInput?]) async throws -> any FileEngine {
        let progress = CloudProgress(
            files: inputs.map { $0.map(\.path).map { URL(fileURLWithPath: $0).lastPathComponent } }
        )
        var settings = CloudSettings()
        settings.deletesUploads = deletesJobs
        settings.uploadProgress = { progress.upload($0) }
        let local = try await whisper?.whisper()
        return CloudEngine(
            client: TranscriptionClient(
                provider: try provider(settings, local),
                logger: console.logger(isVerbose: isVerbose)
            ),
            request: request,
            deletesJobs: deletesJobs,
            filesInHand: filesInHand,
            progress: progress,
            console: console,
            whisper: local
        )
    }

    /// The provider named or, of several, one that gives each request to the first that takes it.
    private func provider(_ settings: CloudSettings, _ local: Whisper? = nil) throws -> any TranscriptionProvider {
        var members: [CompositeMember] = []
        for choice in providers.all {
            switch choice {
            case .cloud(let service):
                let access = CloudAccess(service: service, isVerbose: isVerbose, console: console)
                members.append(CompositeMember(service.id.rawValue, try access.provider(settings)))
            case .whisper:
                guard let local, let options = try whisper?.options() else { continue }
                members.append(CompositeMember(local.id.rawValue, local) { $0.options = options })
            }
        }
        guard providers.all.count > 1 else { return members[0].provider }
        return FallbackProvider(members: members, id: ProviderID(rawValue: providers.description))
    }

    private func request(_ audio: AudioSource) -> TranscriptionRequest {
        TranscriptionRequest(audio: audio, options: options, clientReference: reference)
    }
}
