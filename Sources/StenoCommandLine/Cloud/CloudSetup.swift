import Foundation
import Steno
import StenoProviders

/// Makes the engine that has a cloud service transcribe.
struct CloudSetup: EngineSetup {
    /// The recordings in hand at one time, unless the user says so.
    static let usualFilesInHand = 4

    let service: CloudService
    let options: TranscriptionOptions
    /// The user's own name for each job.
    var reference: String?
    /// Whether jobs are deleted when their transcripts are written.
    let deletesJobs: Bool
    let filesInHand: Int
    let isVerbose: Bool
    let console: Console

    var takesAddresses: Bool { true }

    private var access: CloudAccess { CloudAccess(service: service, isVerbose: isVerbose, console: console) }

    /// Looks for the key, and refuses options that would be refused for every recording.
    func preflight() throws {
        let provider = try access.provider()
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
        return CloudEngine(
            client: TranscriptionClient(
                provider: try access.provider(settings),
                logger: console.logger(isVerbose: isVerbose)
            ),
            request: request,
            deletesJobs: deletesJobs,
            filesInHand: filesInHand,
            progress: progress,
            console: console
        )
    }

    private func request(_ audio: AudioSource) -> TranscriptionRequest {
        TranscriptionRequest(audio: audio, options: options, clientReference: reference)
    }
}
