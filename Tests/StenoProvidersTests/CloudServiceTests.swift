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
