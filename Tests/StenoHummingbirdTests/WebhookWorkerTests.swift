import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import StenoHummingbird
import StenoTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct WebhookWorkerTests {
    @Test(arguments: [false, true]) func `what is received is worked on beside the server`(isLive: Bool) async throws {
        let store = InMemoryWebhookStore()
        let log = CollectedLog()
        let receiver = WebhookReceiver(SampleWebhooks.verifiers, store: store, logger: log.logger)
        let worked = Happenings<JobID>()
        let router = Router()
        router.addWebhooks(receiver)
        let worker = WebhookWorker(receiver) { event in worked.note(event.jobID) }
        let app = Application(router: router, services: [worker], logger: log.logger)

        let bodies = (0..<20).map { Data("\($0)".utf8) }
        try await app.test(isLive ? .live : .router) { client in
            for body in bodies {
                let fields = try SampleWebhooks.fields(for: body)
                _ = try await client.executeRequest(
                    uri: "/webhooks/signing",
                    method: .post,
                    headers: fields,
                    body: ByteBuffer(bytes: body)
                )
            }
            await worked.untilCount(bodies.count)
        }
        let expected = bodies.map {
            SampleWebhooks.event($0, of: SampleWebhooks.signing, proof: .init(.signature)).jobID
        }
        #expect(Set(worked.all) == Set(expected))
        #expect(worked.all.count == bodies.count)
        // The server is shut down, so the worker has ended, and with it every effect.
        #expect(store.unfinishedCount == 0)
    }
}
