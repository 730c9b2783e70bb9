import Foundation
import StenoTestSupport
import Testing

@testable import Steno

/// Telling events to clients.
@Suite(.timeLimit(.minutes(10))) struct WebhookClientsTests {
    let accounts = [MemoryProvider("soniox", pushes: false), MemoryProvider("soniox", pushes: false)]
    let clock = ManualClock()
    let clients: [TranscriptionClient]

    init() {
        clients = accounts.map { [clock] in
            TranscriptionClient(provider: $0, clock: clock, logger: CollectedLog().logger)
        }
    }

    /// An event about a job of Soniox.
    private func event(_ id: JobID, job: TranscriptionJob? = nil) -> WebhookEvent {
        let proof = WebhookProof(job == nil ? .header : .signature)
        return WebhookEvent(id: "e", provider: "soniox", jobID: id, status: .completed, proof: proof, job: job)
    }

    private func ended(_ id: JobID) -> TranscriptionJob {
        TranscriptionJob(id: id, provider: "soniox", status: .completed, transcript: Transcript(text: "Delivered."))
    }

    private func tell(_ event: WebhookEvent, to clients: [TranscriptionClient]? = nil) async throws {
        try await WebhookReceiver.delivery(to: clients ?? self.clients)(event)
    }

    @Test func `a client over several providers is told of their events`() async throws {
        let one = MemoryProvider("one")
        one.put(TranscriptionJob(id: "j", provider: "one", status: .completed))
        let client = TranscriptionClient(provider: FallbackProvider([one]), clock: ManualClock())
        let event = WebhookEvent(id: "e", provider: "one", jobID: "j", status: .completed, proof: .init(.header))
        try await tell(event, to: [clients[0], client])
        #expect(one.calls == ["job j"])
        #expect(accounts[0].calls == [])
    }

    @Test func `of two accounts the one that knows the job confirms it`() async throws {
        accounts[1].put(ended("j"))
        try await tell(event("j"))
        #expect(accounts.map(\.calls) == [["job j"], ["job j"]])
        clock.advance(by: .seconds(1))
        let error = await failure { try await tell(event("nowhere")) }
        #expect(error?.code == .invalidState)
    }

    @Test func `the one that waits is asked before the others`() async throws {
        let handle = try await clients[1].submit(.plain)
        let wait = Task { try await handle.transcript() }
        await until { clients[1].poller.isWatched(handle.id) }
        accounts[1].set(.completed)
        try await tell(event(handle.id))
        #expect(try await wait.value.text == "soniox-1")
        #expect(accounts[0].calls == [])
    }

    @Test func `a signed job is told to all, as any may be the one whose it is`() async throws {
        let handle = try await clients[1].submit(.plain)
        try await tell(event(handle.id, job: ended(handle.id)))
        #expect(try await handle.transcript().text == "Delivered.")
        #expect(accounts.map(\.calls) == [[], ["submit"]])
    }

    @Test func `an account that cannot be asked may have the job`() async throws {
        let broken = ScriptedProvider(id: "soniox") {
            $0.job = [.error(TranscriptionError(.connection, "Gone.", isRetryable: true))]
        }
        let client = TranscriptionClient(provider: broken, clock: clock, logger: CollectedLog().logger)
        #expect(await failure { try await tell(event("j"), to: [clients[0], client]) }?.code == .connection)
        clock.advance(by: .seconds(1))
        accounts[0].put(ended("j"))
        try await tell(event("j"), to: [client, clients[0]])
    }

    @Test func `what is not a key's business is no reason to go on asking`() async throws {
        let closed = ScriptedProvider(id: "soniox") { $0.job = [.error(TranscriptionError(.permissionDenied, "No."))] }
        let client = TranscriptionClient(provider: closed, clock: clock, logger: CollectedLog().logger)
        #expect(await failure { try await tell(event("j"), to: [client, clients[0]]) }?.code == .invalidState)
        clock.advance(by: .seconds(1))
        #expect(await failure { try await tell(event("j"), to: [client]) }?.code == .permissionDenied)
    }

    @Test func `an event that concerns no client is kept`() async throws {
        var event = event("j")
        event.provider = "pyai"
        let strange = event
        #expect(await failure { try await tell(strange) }?.code == .unsupportedOperation)
        #expect(accounts.map(\.calls) == [[], []])
    }
}
