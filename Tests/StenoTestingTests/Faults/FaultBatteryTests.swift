import Steno
import StenoAsyncHTTPClient
import StenoTesting
import Testing

/// The battery over Foundation's transport.
@Suite(.serialized) struct URLSessionFaultTests {
    private let battery = FaultBattery(transport: URLSessionTransport.shared)

    @Test(arguments: SimulatorService.allCases) func faultsDoNoHarm(service: SimulatorService) async throws {
        try await battery.faultsDoNoHarm(to: service)
    }

    @Test(arguments: SimulatorService.allCases) func silenceEndsByDeadlines(service: SimulatorService) async throws {
        try await battery.silenceEndsByDeadlines(of: service)
    }

    @Test func aStreamedCreateMakesOneJob() async throws {
        try await battery.aStreamedCreateMakesOneJob()
    }

    @Test func aResultAtASignedAddressIsReadOrRefused() async throws {
        try await battery.aResultAtASignedAddressIsReadOrRefused()
    }
}

/// The battery over the transport for servers.
@Suite(.serialized) struct AsyncHTTPClientFaultTests {
    private let battery = FaultBattery(transport: AsyncHTTPClientTransport.shared)

    @Test(arguments: SimulatorService.allCases) func faultsDoNoHarm(service: SimulatorService) async throws {
        try await battery.faultsDoNoHarm(to: service)
    }

    @Test(arguments: SimulatorService.allCases) func silenceEndsByDeadlines(service: SimulatorService) async throws {
        try await battery.silenceEndsByDeadlines(of: service)
    }

    @Test func aStreamedCreateMakesOneJob() async throws {
        try await battery.aStreamedCreateMakesOneJob()
    }

    @Test func aResultAtASignedAddressIsReadOrRefused() async throws {
        try await battery.aResultAtASignedAddressIsReadOrRefused()
    }
}
