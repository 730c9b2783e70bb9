import Foundation
import Steno
import Synchronization

/// The files of Soniox.
final class SonioxFiles: Sendable {
    struct File: Sendable {
        var id: String
        var number: Int
        var upload: SubmittedAudio.Upload
        var createdAt: Date
        var clientReferenceID: String?
    }

    private let state = Mutex<(number: Int, files: [String: File])>((0, [:]))
    private let limits: SonioxSettings
    private let keepsFiles: Bool
    private let agenda: Agenda

    init(configuration: SimulatorConfiguration, agenda: Agenda) {
        limits = configuration.soniox
        keepsFiles = configuration.transcriber != nil
        self.agenda = agenda
    }

    var all: [File] { state.withLock { Array($0.files.values) } }

    subscript(id: String) -> File? { state.withLock { $0.files[id.lowercased()] } }

    func file(_ id: String) throws(Refusal) -> File {
        guard let file = self[id] else { throw Self.notFound }
        return file
    }

    func upload(_ exchange: Exchange) async throws -> Answer {
        let reader = MultipartReader(keepsFiles: keepsFiles, maximumFileSize: limits.fileSize)
        let form: UploadedForm
        do {
            form = try await reader.read(exchange.request)
        } catch let failure as MultipartReader.Failure {
            throw Self.refusal(failure)
        }
        guard let upload = form.files.first(where: { $0.name == "file" })?.file else {
            form.discard()
            throw Self.invalid("file", "Field required", code: "missing")
        }
        if let reference = form["client_reference_id"], reference.count > 256 {
            form.discard()
            throw Self.invalid("client_reference_id", "must have at most 256 characters")
        }
        do {
            return .json(SonioxWire.file(try store(upload, reference: form["client_reference_id"])), status: 201)
        } catch {
            form.discard()
            throw error
        }
    }

    private func store(_ upload: SubmittedAudio.Upload, reference: String?) throws -> File {
        try state.withLock { state in
            if state.files.count >= limits.files {
                throw Refusal(429, "limit_exceeded", "Maximum number of files (\(limits.files)) reached.")
            }
            if state.files.values.reduce(upload.size, { $0 + $1.upload.size }) > limits.storage {
                throw Refusal(429, "limit_exceeded", "Maximum total file size (\(limits.storage) bytes) reached.")
            }
            state.number += 1
            let file = File(
                id: Identifier.uuid(),
                number: state.number,
                upload: upload,
                createdAt: agenda.date,
                clientReferenceID: reference
            )
            state.files[file.id] = file
            return file
        }
    }

    func list(_ exchange: Exchange) throws -> Answer {
        let limit = try exchange.int("limit", 1...1_000, default: 1_000)
        guard let page = Page(of: all, number: \.number, after: exchange.query["cursor"], limit: limit) else {
            throw Refusal(400, "invalid_cursor", "The cursor is invalid.")
        }
        return .json(
            .object([
                "files": .array(page.elements.map { SonioxWire.file($0) }),
                "next_page_cursor": .optional(page.next),
            ])
        )
    }

    func delete(_ id: String) throws -> Answer {
        let file = state.withLock { $0.files.removeValue(forKey: id.lowercased()) }
        guard let file else { throw Self.notFound }
        if let location = file.upload.location { try? FileManager.default.removeItem(at: location) }
        return Answer(status: 204)
    }

    func clear() {
        let files = state.withLock { state in
            defer { state = (0, [:]) }
            return Array(state.files.values)
        }
        for case let location? in files.map(\.upload.location) { try? FileManager.default.removeItem(at: location) }
    }

    private static let notFound = Refusal(404, "file_not_found", "File not found.")

    private static func invalid(_ field: String, _ message: String, code: String = "invalid_value") -> Refusal {
        let issue = Refusal.Issue(field: "file.\(field)", message: message, code: code)
        return Refusal(400, "invalid_request", "Invalid request. \(issue.field): \(message)", issues: [issue])
    }

    private static func refusal(_ failure: MultipartReader.Failure) -> Refusal {
        switch failure {
        case .notMultipart: invalid("file", "The body must be multipart/form-data.")
        case .malformed(let message): invalid("file", "The form is malformed: \(message).")
        case .incomplete: invalid("file", "The form is incomplete.")
        case .fileTooLarge: invalid("file", "The file exceeds the per-file upload limit.")
        }
    }
}
