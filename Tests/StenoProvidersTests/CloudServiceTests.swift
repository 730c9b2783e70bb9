import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite struct CloudServiceTests {
    @Test func knowsEachServiceOnce() {
        let names = CloudService.all.map(\.id.rawValue)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0 == $0.lowercased() })
    }

    @Test(arguments: CloudService.all) func findsAServiceByItsName(service: CloudService) throws {
        #expect(try CloudService.named(service.id.rawValue) == service)
        #expect(try CloudService.named(service.name.uppercased()) == service)
    }

    @Test func listsTheNamesWhenThereIsNoSuchService() {
        let error = #expect(throws: TranscriptionError.self) { try CloudService.named("acme") }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.hasPrefix("There is no cloud service `acme`, only soniox") == true)
    }

    @Test(arguments: CloudService.all) func makesAProviderFromTheEnvironment(service: CloudService) throws {
        for variable in service.keyVariables {
            let environment = [variable: "a-key"]
            #expect(service.hasKey(in: environment))
            let provider = try service.provider(environment: environment)
            #expect(provider.id == service.id)
            #expect(provider.capabilities == service.capabilities)
        }
    }

    @Test(arguments: CloudService.all) func namesTheVariableOfAMissingKey(service: CloudService) throws {
        let environment = Dictionary(uniqueKeysWithValues: service.keyVariables.map { ($0, " ") })
        #expect(!service.hasKey(in: environment))
        let error = #expect(throws: TranscriptionError.self) { try service.provider(environment: environment) }
        #expect(error?.code == .authentication)
        #expect(error?.provider == service.id)
        #expect(service.keyVariables.allSatisfy { error?.message.contains($0) == true })
    }

    @Test func usesTheTransportGiven() async throws {
        let transport = ScriptedTransport(try .fixture("Soniox/models.json"))
        var settings = CloudSettings()
        settings.transport = transport
        let models = try await CloudService.soniox.models(environment: ["SONIOX_API_KEY": "a-key"], settings: settings)
        #expect(models.first?.id == "stt-async-v5")
        #expect(models.first?.languages == ["en", "fr"])
        #expect(models.map(\.isForJobs) == [true, true, true, false])
        #expect(transport.sent.map(\.url) == ["https://api.soniox.com/v1/models"])
    }

    @Test func saysWhichServicesListNoModels() async throws {
        for service in CloudService.all where !service.listsModels {
            let error = await #expect(throws: TranscriptionError.self) { try await service.models(environment: [:]) }
            #expect(error?.code == .unsupportedOperation)
        }
    }

    @Test func deletesUploadsWithTheirJobWhenAsked() throws {
        let environment = ["SONIOX_API_KEY": "a-key"]
        var settings = CloudSettings()
        #expect(try sonioxCleanup(environment, settings).deletesFile == false)
        settings.deletesUploads = true
        let cleanup = try sonioxCleanup(environment, settings)
        #expect(cleanup.deletesFile)
        #expect(cleanup.outcomes.isEmpty, "nothing is deleted but by an explicit call")
    }

    private func sonioxCleanup(_ environment: [String: String], _ settings: CloudSettings) throws -> SonioxCleanup {
        let provider = try CloudService.soniox.provider(environment: environment, settings: settings)
        return try #require(provider as? Soniox).configuration.cleanup
    }
}

@Suite struct CloudServiceWebhookTests {
    @Test(arguments: DeliveryHarness.all) func verifiesWithTheSecretInTheEnvironment(harness: DeliveryHarness) throws {
        let secret = DeliveryHarness.secret.withValue { $0 }
        let request = try harness.sign(Data(harness.body(#""job-1""#).utf8))
        for variable in harness.service.webhookVariables {
            let verifier = try harness.service.webhookVerifier(environment: [variable: " \(secret)\n"])
            #expect(verifier.provider == harness.service.id)
            #expect(try verifier.verify(request, at: DeliveryHarness.now).jobID == "job-1")
            let other = try harness.service.webhookVerifier(environment: [variable: "another"])
            #expect(throws: WebhookRefusal.self) { try other.verify(request, at: DeliveryHarness.now) }
        }
    }

    @Test(arguments: DeliveryHarness.all) func theServicesOwnVariableComesFirst(harness: DeliveryHarness) throws {
        // So a secret for all that sign nothing stands beside those of the services that sign.
        var environment = ["STENO_WEBHOOK_SECRET": "another"]
        environment[harness.service.webhookVariables[0]] = DeliveryHarness.secret.withValue { $0 }
        let request = try harness.sign(Data(harness.body(#""job-1""#).utf8))
        let verifier = try harness.service.webhookVerifier(environment: environment)
        #expect(throws: Never.self) { try verifier.verify(request, at: DeliveryHarness.now) }
    }

    @Test(arguments: DeliveryHarness.all) func makesTheHeaderFieldsThatTheServiceSends(
        harness: DeliveryHarness
    ) throws {
        let body = Data(harness.body(#""job-1""#).utf8)
        let fields = try harness.service.webhookFields(
            of: body,
            environment: ["STENO_WEBHOOK_SECRET": DeliveryHarness.secret.withValue { $0 }],
            now: DeliveryHarness.now
        )
        #expect(try fields == harness.sign(body).fields)
    }

    @Test func sendsTheHeaderThatTheEnvironmentNames() throws {
        let environment = ["SONIOX_API_WEBHOOK_SECRET": "a-secret", "SONIOX_API_WEBHOOK_HEADER": " X-Mine\n"]
        let fields = try CloudService.soniox.webhookFields(of: Data(), environment: environment)
        #expect(try fields == WebhookSigner.header("X-Mine", value: "a-secret"))
        let body = Data(#"{"id": "job-1", "status": "completed"}"#.utf8)
        let verifier = try CloudService.soniox.webhookVerifier(environment: environment)
        #expect(try verifier.verify(WebhookRequest(fields: fields, body: body)).jobID == "job-1")
    }

    @Test(arguments: CloudService.all) func namesTheVariablesOfAMissingSecret(service: CloudService) throws {
        let environment = Dictionary(uniqueKeysWithValues: service.webhookVariables.map { ($0, " ") })
        let errors = [
            #expect(throws: TranscriptionError.self) { try service.webhookVerifier(environment: environment) },
            #expect(throws: TranscriptionError.self) {
                try service.webhookFields(of: Data(), environment: environment)
            },
        ]
        for error in errors {
            #expect(error?.code == .authentication)
            #expect(error?.provider == service.id)
            #expect(error?.message.hasPrefix("There is no webhook secret for \(service.id): set") == true)
            #expect(service.webhookVariables.allSatisfy { error?.message.contains($0) == true })
        }
    }

    @Test func knowsTheVariablesOfTheServices() {
        let own = Dictionary(uniqueKeysWithValues: CloudService.all.map { ($0.id, $0.webhookVariables) })
        #expect(
            own == [
                "soniox": ["SONIOX_API_WEBHOOK_SECRET", "STENO_WEBHOOK_SECRET"],
                "pyai": ["PYAI_WEBHOOK_SECRET", "STENO_WEBHOOK_SECRET"],
                "transcripts": ["WORDCAB_WH_SECRET", "STENO_WEBHOOK_SECRET"],
                "aitronos": ["STENO_WEBHOOK_SECRET"], "speechischeap": ["STENO_WEBHOOK_SECRET"],
            ]
        )
    }

    @Test func tellsHowWebhooksAreAuthenticatedAndWhatListsAreGoodFor() {
        typealias Row = (Capabilities.WebhookAuthentication?, Capabilities.Listing?)
        let rows: [ProviderID: Row] = [
            "soniox": (.header, .init(maximumPageSize: 1_000, hasWholeJobs: true)),
            "pyai": (.signature, .init(hasWholeJobs: false)),
            "transcripts": (.signature, .init(maximumPageSize: 100, hasWholeJobs: false)),
            "aitronos": (.unsigned, .init(maximumPageSize: 100, hasWholeJobs: false)),
            "speechischeap": (.unsigned, nil),
        ]
        for service in CloudService.all {
            let capabilities = service.capabilities
            #expect(capabilities.webhookAuthentication == rows[service.id]?.0, "\(service.id)")
            #expect(capabilities.listing == rows[service.id]?.1, "\(service.id)")
            #expect((capabilities.listing == nil) == (capabilities.support(for: .list) == .unsupported))
            let callsWebhooks = capabilities.support(for: .webhook) != .unsupported
            #expect((capabilities.webhookAuthentication != nil) == callsWebhooks)
        }
    }
}
