import Foundation
import HTTPTypes
import Steno
import Testing

@testable import StenoWhisper

@Suite("The folder of models")
struct ModelStoreTests {
    @Test("lies where the environment says")
    func defaultDirectory() {
        #expect(ModelStore.defaultDirectory(environment: ["STENO_MODELS": "/m"]).path == "/m")
        #if !canImport(Darwin)
        #expect(ModelStore.defaultDirectory(environment: ["XDG_CACHE_HOME": "/c"]).path == "/c/steno/models")
        let home = FileManager.default.homeDirectoryForCurrentUser.path
        #expect(
            ModelStore.defaultDirectory(environment: ["XDG_CACHE_HOME": "c"]).path == home + "/.cache/steno/models"
        )
        #expect(ModelStore.defaultDirectory(environment: ["HOME": "/h"]).path == "/h/.cache/steno/models")
        #expect(ModelStore.defaultDirectory(environment: [:]).path == home + "/.cache/steno/models")
        #endif
    }

    @Test("lists, finds, verifies and removes what is installed")
    func listing() async throws {
        try await ModelFixture.with(size: 5000) { fixture in
            let here = URL(filePath: "/nowhere")
            let entry = WhisperModelEntry(
                name: "tiny",
                url: here,
                byteCount: 5000,
                sha256: ModelFixture.sha256(fixture.payload).uppercased()
            )
            let store = fixture.store([entry, WhisperModelEntry(name: "base", url: here)])
            #expect(store.installed().isEmpty)
            try store.remove("tiny")
            #expect(throws: TranscriptionError.self) { try store.path("tiny") }
            try fixture.leavePartial([1])
            try Data(fixture.payload).write(to: fixture.file)
            #expect(store.installed() == [entry])
            #expect(try store.path("ggml-tiny.bin") == fixture.file)
            try await store.verify("tiny")
            try Data(fixture.payload.reversed()).write(to: fixture.file)
            #expect(await failure { try await store.verify("tiny") }?.code == .invalidModel)
            try Data(fixture.payload.dropLast()).write(to: fixture.file)
            #expect(store.installed().isEmpty)
            try store.remove("tiny")
            #expect(fixture.names.isEmpty)
        }
    }

    @Test("uses a model that is there without any network")
    func offline() async throws {
        try await ModelFixture.with { fixture in
            try fixture.leavePartial([])
            try Data(fixture.payload).write(to: fixture.file)
            let entry = WhisperModelEntry(name: "tiny", url: URL(filePath: "/x"), byteCount: 300_000, sha256: "00")
            let store = ModelStore(directory: fixture.folder, transport: NoNetwork())
            #expect(try await store.download(entry) == fixture.file)
        }
    }

    @Test("keeps names from becoming paths", arguments: ["../x", "a/b", "", ".x", "a..b", "x\0y", "-x", "a b", "ü"])
    func unsafeNames(_ name: String) async throws {
        let store = ModelStore(directory: URL(filePath: "/nonexistent"), transport: NoNetwork())
        #expect(await failure { _ = try await store.download(name) }?.code == .modelNotFound)
        #expect(await failure { try store.remove(name) }?.code == .modelNotFound)
        let entry = WhisperModelEntry(name: name, url: URL(filePath: "/x"))
        #expect(await failure { _ = try await store.download(entry) }?.code == .invalidRequest)
        #expect(!store.isInstalled(entry))
    }

    @Test("says which names come close")
    func closeNames() throws {
        let names = ModelCatalogue.official
        #expect(names.closeNames(to: "bse.en").first == "base.en")
        #expect(names.closeNames(to: "large").contains("large-v3"))
        #expect(names.closeNames(to: "tiny_en").first == "tiny.en")
        #expect(names.closeNames(to: "parakeet").isEmpty)
        let error = #expect(throws: TranscriptionError.self) { try names.entry(named: "parakeet\n\u{1b}[31m") }
        #expect(error?.message.contains("\u{1b}") == false)
        #expect(error?.message.contains("large-v3-turbo") == true)
    }

    @Test("knows the official models with size and sum")
    func catalogue() throws {
        let all = ModelCatalogue.official.entries
        #expect(all.count == 36)
        #expect(Set(all.map(\.name)).count == 36)
        for entry in all {
            #expect(entry.hasSafeName && entry.url.scheme == "https" && entry.url.lastPathComponent == entry.fileName)
            #expect(entry.sha256?.count == 64 && entry.sha256?.allSatisfy(\.isHexDigit) == true)
            #expect((entry.byteCount ?? 0) > 800_000)
        }
        #expect(Set(all.compactMap(\.sha256)).count == 36)
        let vad = try ModelCatalogue.official.entry(named: "silero-v6.2.0")
        #expect(vad.kind == .voiceActivity)
        #expect(
            vad.url.absoluteString == "https://huggingface.co/ggml-org/whisper-vad/resolve/main/ggml-silero-v6.2.0.bin"
        )
    }
}

private struct NoNetwork: HTTPTransport {
    func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
        Issue.record("the network was asked")
        throw TranscriptionError(.connection, "There is no network.")
    }
}
