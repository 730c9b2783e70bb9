import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Deliveries of all services")
struct DeliveryTests {
    @Test("A genuine delivery names its job, and the event is its own", arguments: DeliveryHarness.all)
    func genuine(service: DeliveryHarness) throws {
        let event = try service.event(service.body(#""job-1""#))
        #expect(event.provider == service.service.id)
        #expect(event.jobID == "job-1")
        #expect(event.status == .completed)
        #expect(event.job == nil)
        let proof: WebhookProof.Kind? =
            switch service.service.capabilities.webhookAuthentication {
            case .signature: .signature
            case .header: .header
            case .some(.unsigned): .callback
            case nil: nil
            }
        #expect(event.proof.kind == proof)
    }

    @Test("What was delivered again, or with more in it, is the same event; another job's is not")
    func duplicates() throws {
        for service in DeliveryHarness.all where service.service != .transcripts {
            let first = try service.event(service.body(#""job-1""#))
            #expect(try service.event(service.body(#""job-1", "newer": [{"id": "x"}]"#)).id == first.id)
            #expect(try service.event(service.body(#""job-2""#)).id != first.id)
        }
        let first = try DeliveryHarness.transcripts.event(DeliveryHarness.transcripts.body(#""job-1""#))
        #expect(first.id == "evt_9")
    }

    @Test("Ids are data", arguments: DeliveryHarness.all)
    func strangeIDs(service: DeliveryHarness) throws {
        for id in ["../../admin?x=1", "a:b", "é\u{1F399}", String(repeating: "j", count: 900)] {
            let quoted = String(decoding: try JSONEncoder().encode(id), as: UTF8.self)
            #expect(try service.event(service.body(quoted)).jobID.rawValue == id)
        }
    }

    @Test("A job without an id, or with one that is none, is refused", arguments: DeliveryHarness.all)
    func missingID(service: DeliveryHarness) throws {
        let tooLong = "\"\(String(repeating: "j", count: 1025))\""
        for id in [#""""#, #""  ""#, "null", "true", #"{"id": 1}"#, #"["job-1"]"#, tooLong] {
            #expect(try service.refusal(service.body(id))?.code == .malformedBody, "\(id.prefix(20))")
        }
    }

    @Test(
        "What is no such object is refused",
        arguments: ["", " ", "null", "[]", "17", #""transcript""#, "{}", "{", "<html></html>", "\u{0}", "id=job-1"]
    )
    func wrongShape(body: String) throws {
        for service in DeliveryHarness.all {
            #expect(try service.refusal(body)?.code == .malformedBody, "\(service.testDescription)")
        }
    }

    @Test("A refusal tells nothing of the body", arguments: DeliveryHarness.all)
    func silent(service: DeliveryHarness) throws {
        let refusal = try service.refusal(service.body("17.5, \"text\": \"what somebody said\""))
        #expect(refusal?.code == .malformedBody)
        #expect(refusal?.message.contains("somebody") == false)
    }

    @Test("A refusal tells nothing of the names in the body", arguments: DeliveryHarness.all)
    func silentOfNames(service: DeliveryHarness) throws {
        for body in [#"{"what somebody said": tru}"#, #"{"data": {"what somebody said": {"id": "#] {
            let refusal = try service.refusal(body)
            #expect(refusal?.code == .malformedBody)
            #expect(refusal?.message.contains("somebody") == false)
            #expect(refusal?.message.contains("byte ") == true)
        }
    }

    @Test("An id with control characters is refused", arguments: DeliveryHarness.all)
    func controlCharacters(service: DeliveryHarness) throws {
        #expect(try service.refusal(service.body(#""a\nb""#))?.code == .malformedBody)
    }

    @Test("A body is not read before it is verified", arguments: DeliveryHarness.all)
    func unverified(service: DeliveryHarness) throws {
        for body in ["", "{", service.body(#""job-1""#)] {
            let refusal = #expect(throws: WebhookRefusal.self) {
                try service.verifier.verify(WebhookRequest(fields: [:], body: Data(body.utf8)), at: DeliveryHarness.now)
            }
            #expect(refusal?.code == .missingHeader || refusal?.code == .malformedToken)
        }
    }

    @Test("A delivery of another service is none of this one", arguments: DeliveryHarness.all)
    func foreign(service: DeliveryHarness) throws {
        for other in DeliveryHarness.all where other.service != service.service {
            let request = try other.sign(Data(service.body(#""job-1""#).utf8))
            #expect(throws: WebhookRefusal.self) { try service.verifier.verify(request, at: DeliveryHarness.now) }
        }
    }

    @Test("A damaged body is read or refused, and nothing worse", arguments: 0..<100)
    func damaged(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for service in DeliveryHarness.all {
            let folder = FixtureFolder(service.service.name)
            for name in try folder.names() where name.hasPrefix("webhook-") && !name.hasPrefix("webhook-endpoint") {
                let body = try folder.data(name).damaged(using: &generator)
                guard let event = try? service.event(body) else { continue }
                #expect(!event.id.isEmpty && !event.jobID.rawValue.isEmpty)
                #expect(event.job == nil || event.proof.kind == .signature && event.job?.status.isTerminal == true)
                #expect(event.job == nil || event.job?.id == event.jobID)
            }
        }
    }

    @Test("The body of every fixture is read, but for one of something else")
    func fixtures() throws {
        for service in DeliveryHarness.all {
            let folder = FixtureFolder(service.service.name)
            let names = try folder.names().filter { $0.hasPrefix("webhook-") && !$0.hasPrefix("webhook-endpoint") }
            #expect(names.count >= 3)
            for name in names where name != "webhook-call-started.json" {
                #expect(throws: Never.self, "\(name)") { try service.event(try folder.data(name)) }
            }
        }
    }
}
