import Foundation
import HTTPTypes

extension HTTPCall {
    /// Sends an idempotency key along, if there is one.
    mutating func setIdempotencyKey(_ key: String?) {
        guard let key, let name = HTTPField.Name("Idempotency-Key") else { return }
        fields[name] = key
    }
}

extension HTTPAnswer {
    /// Reads the job a create answered with.
    ///
    /// - Throws: ``TranscriptionError`` with code `jobMayExist` when it cannot be read, since the service accepted the
    ///   request.
    func readCreated<Value: JSONReadable>(_ type: Value.Type, of provider: ProviderID) throws -> Value {
        do {
            return try read(type, of: provider)
        } catch let error as TranscriptionError {
            throw error.afterAcceptedCreate
        }
    }
}

extension LeftOutOptions {
    /// Leaves out what only some services take of a webhook: a header, and events to choose.
    mutating func leaveOutParts(of webhook: Webhook?) throws {
        guard let webhook else { return }
        if webhook.header != nil { try leaveOut(.webhook, "takes no header for its deliveries (option `webhook`).") }
        if !webhook.events.isEmpty { try leaveOut(.webhook, "has no choice of events (option `webhook`).") }
    }
}

extension TranscriptionError {
    /// This error with the advice how to find out about a job that may exist.
    func advising(idempotencyKey: String?) -> Self {
        guard code == .jobMayExist, let idempotencyKey else { return self }
        var error = self
        error.message += " Submit the same request with the idempotency key \(idempotencyKey) to get that job."
        return error
    }
}

extension UploadedFile {
    /// The audio of a request, if it is on this machine and is to be uploaded.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidAudio` for a file that is not there, cannot be read, or is
    ///   empty.
    init?(_ source: AudioSource, for provider: ProviderID) throws {
        do {
            guard let file = try Self(source, of: provider) else { return nil }
            guard file.body.length > 0 else {
                throw TranscriptionError(.invalidAudio, "The audio file \(file.name) is empty.")
            }
            self = file
        } catch var error as TranscriptionError {
            error.provider = provider
            throw error
        }
    }
}

extension TranscriptionJob {
    /// Lets only a completed job pass.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` while the job goes on, or the job's own failure.
    func requireCompleted() throws {
        switch status {
        case .completed:
            return
        case .failed, .cancelled:
            throw TranscriptionError(endOf: self)
        case .queued, .running, .unknown:
            throw TranscriptionError(
                .invalidState,
                "The job \(id) has not ended yet; its status is \(status).",
                provider: provider,
                job: self
            )
        }
    }
}

extension String {
    /// Whether this is the address of a service on this machine, such as a simulator.
    var isLoopbackAddress: Bool {
        let hosts = ["localhost", "127.0.0.1", "::1", "[::1]"]
        return URL(string: self)?.host().map { hosts.contains($0.lowercased()) } ?? false
    }
}
