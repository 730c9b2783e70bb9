import Foundation
import StenoProviders
import StenoTestSupport
import Synchronization
import Testing

@Suite("Aitronos: local audio")
struct AitronosStagerTests {
    /// A stager that writes down what it is asked.
    private final class NotingStager: AudioStager {
        private let state = Mutex<(staged: [AudioSource], removed: [String])>(([], []))
        let url: String

        init(url: String = "https://storage.example.com/staged?signature=s") {
            self.url = url
        }

        var staged: [AudioSource] { state.withLock { $0.staged } }
        var removed: [String] { state.withLock { $0.removed } }

        func stage(_ audio: AudioSource) async throws -> StagedAudio {
            state.withLock { $0.staged.append(audio) }
            return StagedAudio(url: webAddress(url), id: "audio-1")
        }

        func remove(_ audio: StagedAudio) async throws {
            state.withLock { $0.removed.append(audio.id) }
        }
    }

    private static let data = AudioSource.data(Data("sound".utf8), name: "a.wav")

    @Test("Without a stager local audio is refused", arguments: [data, .file(URL(filePath: "/tmp/a.wav"))])
    func refused(audio: AudioSource) async throws {
        let transport = ScriptedTransport()
        let provider = Aitronos.scripted(transport)
        #expect(provider.capabilities.audioSources == [.url])
        let error = await #expect(throws: TranscriptionError.self) { try await provider.submit(.init(audio: audio)) }
        #expect(error?.code == .unsupportedOption)
        #expect(error?.message.contains("stager") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("Local audio is staged, and removed once the job has ended")
    func staged() async throws {
        let stager = NotingStager()
        let transport = ScriptedTransport(
            try .fixture("Aitronos/transcription-created.json"),
            try .fixture("Aitronos/transcription-processing.json"),
            try .fixture("Aitronos/transcription-completed.json")
        )
        let provider = Aitronos.scripted(transport) { $0.stager = stager }
        #expect(provider.capabilities.audioSources == [.url, .file, .data])
        let job = try await provider.submit(.init(audio: Self.data))
        #expect(stager.staged == [Self.data])
        #expect(transport.sent[0].text.contains(stager.url))
        _ = try await provider.job(job.id)
        #expect(stager.removed.isEmpty)
        _ = try await provider.job(job.id)
        _ = try await provider.job(job.id)
        #expect(stager.removed == ["audio-1"])
    }

    @Test("Audio by URL is not staged")
    func url() async throws {
        let stager = NotingStager()
        let transport = ScriptedTransport(try .fixture("Aitronos/transcription-created.json"))
        _ = try await Aitronos.scripted(transport) { $0.stager = stager }.submit(.meeting())
        #expect(stager.staged.isEmpty)
    }

    @Test("Audio of a job that was not created is removed, of one that may be there it is not")
    func notCreated() async throws {
        let refusing = NotingStager()
        let refusal = ScriptedTransport(try .fixture("Aitronos/error-402-insufficient-synapses.json", status: 402))
        await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(refusal) { $0.stager = refusing }.submit(.init(audio: Self.data))
        }
        #expect(refusing.removed == ["audio-1"])

        let losing = NotingStager()
        let lost = ScriptedTransport(.brokenOff)
        await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(lost) { $0.stager = losing }.submit(.init(audio: Self.data))
        }
        #expect(losing.removed.isEmpty)
    }

    @Test("The staged address stays out of errors that repeat it")
    func stagedAddress() async throws {
        let stager = NotingStager()
        let transport = ScriptedTransport(.json(#"{"message": "cannot fetch \#(stager.url)"}"#, status: 400))
        let error = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(transport) { $0.stager = stager }.submit(.init(audio: Self.data))
        }
        #expect(error?.providerMessage?.hasPrefix("cannot fetch") == true)
        var dumped = ""
        dump(error, to: &dumped)
        #expect(!dumped.contains("signature=s"))
    }

    @Test("A request that breaks a rule stages nothing")
    func checkedFirst() async throws {
        let stager = NotingStager()
        let transport = ScriptedTransport()
        await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(transport, organizationID: nil) { $0.stager = stager }
                .submit(.init(audio: Self.data))
        }
        #expect(stager.staged.isEmpty)
    }

    @Test("A stager whose URL the service would refuse")
    func plainURL() async throws {
        let stager = NotingStager(url: "http://storage.example.com/a")
        let transport = ScriptedTransport()
        let error = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(transport) { $0.stager = stager }.submit(.init(audio: Self.data))
        }
        #expect(error?.message.contains("audio_url") == true)
        #expect(stager.removed == ["audio-1"])
        #expect(transport.sent.isEmpty)
    }
}
