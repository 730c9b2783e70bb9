import Foundation
import HTTPTypes
import Steno
import StenoTestSupport
import Synchronization
import Testing

@testable import StenoProviders

@Suite("Soniox: files")
struct SonioxFilesTests {
    private static let upload = "POST /v1/files"

    private func uploaded() throws -> SonioxHarness {
        SonioxHarness([Self.upload: [try .soniox("file.json", status: 201)]])
    }

    @Test("A file is sent as a form with its exact length, name and reference")
    func form() async throws {
        let harness = try uploaded()
        let audio = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
        let progress = Mutex<[UploadProgress]>([])
        let file = try await TemporaryDirectory.with { directory in
            let url = directory.appending(path: "call \"1\".mp3")
            try audio.write(to: url)
            return try await harness.soniox.files.upload(url, reference: "call-17") { step in
                progress.withLock { $0.append(step) }
            }
        }
        #expect(file.id == SonioxHarness.fileID)
        #expect(file.filename == "call.mp3")
        #expect(file.size == 123_456)
        #expect(file.createdAt == (try Date("2026-08-01T09:30:00Z", strategy: .iso8601)))
        #expect(file.clientReferenceID == "call-17")

        let sent = try #require(harness.transport.sent.first)
        let type = try #require(sent.request.headerFields[.contentType])
        let boundary = try #require(type.split(separator: "boundary=").last)
        let body = try #require(sent.body)
        let head =
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"client_reference_id\"\r\n\r\ncall-17\r\n"
            + "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"call %221%22.mp3\"\r\n"
            + "Content-Type: audio/mpeg\r\n\r\n"
        #expect(body == Data(head.utf8) + audio + Data("\r\n--\(boundary)--\r\n".utf8))
        #expect(type.hasPrefix("multipart/form-data; "))

        let steps = progress.withLock { $0 }
        #expect(steps.last == UploadProgress(fileName: "call \"1\".mp3", sent: 100_000, total: 100_000))
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.sent < $1.sent })
    }

    @Test("Audio in memory is uploaded by its name, and told by the configuration's progress")
    func memory() async throws {
        let harness = try uploaded()
        _ = try await harness.soniox.files.upload(Data("abc".utf8), name: "a.wav")
        #expect(harness.transport.sent[0].text.contains("filename=\"a.wav\"\r\nContent-Type: audio/wav"))
        #expect(!harness.transport.sent[0].text.contains("client_reference_id"))

        let progress = Mutex<UploadProgress?>(nil)
        let submitting = SonioxHarness([
            Self.upload: [try .soniox("file.json", status: 201)],
            "POST /v1/transcriptions": [try .soniox("transcription-queued-file.json", status: 201)],
        ]) { $0.uploadProgress = { step in progress.withLock { $0 = step } } }
        var options = TranscriptionOptions()
        options.provider.set(SonioxOptions(fileName: "b.flac", fileReference: "file-3"))
        _ = try await submitting.soniox.submit(.init(audio: SonioxHarness.audio, options: options))
        #expect(progress.withLock { $0 } == UploadProgress(fileName: "b.flac", sent: 8, total: 8))
        let form = submitting.transport.sent[0].text
        #expect(form.contains("filename=\"b.flac\"\r\nContent-Type: audio/flac"))
        #expect(form.contains("name=\"client_reference_id\"\r\n\r\nfile-3\r\n"))
        #expect(try submitting.transport.sent[1].json() == SonioxHarness.fixtures.json("create-file.request.json"))
    }

    @Test("What cannot be uploaded is refused before any call")
    func refused() async throws {
        let harness = SonioxHarness([:])
        let files = harness.soniox.files
        let empty = try #require(await failure { try await files.upload(Data(), name: "a.wav") })
        #expect(empty.message.contains("`file` must not be empty"))
        let unnamed = try #require(await failure { try await files.upload(Data("a".utf8), name: "") })
        #expect(unnamed.message.contains("`file` must have a name"))
        let reference = String(repeating: "x", count: 257)
        let long = try #require(
            await failure { try await files.upload(Data("a".utf8), name: "a", reference: reference) }
        )
        #expect(long.message.contains("`client_reference_id` must have at most 256 characters"))
        let missing = URL(filePath: "/no/such/file.wav")
        #expect(await failure { try await files.upload(missing) }?.code == .invalidAudio)
        #expect(await failure { try await harness.soniox.submit(.init(audio: .file(missing))) }?.code == .invalidAudio)
        #expect(harness.transport.sent.isEmpty)
    }

    @Test("A file of more than 1 GiB is refused before any call, unread")
    func tooLarge() async throws {
        try await TemporaryDirectory.with { directory in
            let url = directory.appending(path: "long.wav")
            try Data().write(to: url)
            let handle = try FileHandle(forWritingTo: url)
            try handle.truncate(atOffset: UInt64(SonioxLimits.fileSize) + 1)
            try handle.close()
            let harness = SonioxHarness([:])
            let error = try #require(await failure { try await harness.soniox.submit(.init(audio: .file(url))) })
            #expect(error.message.contains("`file` must have at most 1073741824 bytes (1 GiB), and has 1073741825"))
            #expect(harness.transport.sent.isEmpty)
        }
    }

    @Test("A file can be asked for and deleted, also when it is gone already")
    func getAndDelete() async throws {
        let harness = SonioxHarness([
            "GET \(SonioxHarness.filePath)": [try .soniox("file.json"), try .soniox("error-404-file-not-found.json")],
            "DELETE \(SonioxHarness.filePath)": [.gone, try .soniox("error-404-file-not-found.json")],
        ])
        let files = harness.soniox.files
        #expect(try await files.get(SonioxHarness.fileID).id == SonioxHarness.fileID)
        try await files.delete(SonioxHarness.fileID)
        try await files.delete(SonioxHarness.fileID)
        let error = await failure { try await files.get(SonioxHarness.fileID) }
        #expect(error?.code == .notFound)
        #expect(await failure { try await files.get("") }?.code == .invalidRequest)
    }

    @Test("Files are listed page after page, as far as they are read")
    func list() async throws {
        let harness = SonioxHarness([
            "GET /v1/files": [try .soniox("file-list.json"), try .soniox("file-list-last.json")]
        ])
        var names: [String] = []
        for try await file in harness.soniox.files.list(pageSize: 2) { names.append(file.filename ?? "") }
        #expect(names == ["call.mp3", "b.wav", "c.wav"])
        #expect(harness.calls == ["GET /v1/files?limit=2", "GET /v1/files?limit=2&cursor=cursor-2"])

        let once = SonioxHarness(["GET /v1/files": [try .soniox("file-list.json")]])
        for try await _ in once.soniox.files.list() { break }
        #expect(once.calls == ["GET /v1/files"])
        let bad = SonioxHarness([:])
        #expect(await failure { for try await _ in bad.soniox.files.list(pageSize: 0) {} }?.code == .invalidRequest)
    }

    @Test("Files are counted")
    func count() async throws {
        let harness = SonioxHarness(["GET /v1/files/count": [try .soniox("file-count.json")]])
        #expect(try await harness.soniox.files.count() == .init(total: 50, publicAPI: 42, playground: 8))
    }

    @Test("An upload is sent once, whatever happens to its answer")
    func once() async throws {
        let harness = SonioxHarness([Self.upload: [.brokenOff]]) { $0.http.retry = RetryPolicy() }
        let error = await failure { try await harness.soniox.files.upload(Data("a".utf8), name: "a") }
        #expect(error?.code == .connection)
        #expect(harness.calls == [Self.upload])
    }
}
