import Foundation
import Steno
import StenoTestSupport
import StenoTesting
import Testing

/// The five adapters keep the rules that every provider has to keep.
@Suite struct SimulatedProviderTests {
    @Test(arguments: SimulatorService.allCases)
    func theAdapterConforms(to service: SimulatorService) async throws {
        try await TemporaryDirectory.with { directory in
            let file = directory.appending(path: "call.wav", directoryHint: .notDirectory)
            try recordingData.write(to: file)
            try await withSimulator { simulator, client in
                let address = client.base
                let report = await ConformanceBattery().run {
                    SimulatedSubject(service, of: simulator, at: address, file: file)
                }
                #expect(report.failures.isEmpty, "\(report)")
                // Everything can be arranged here, so nothing is left out but what a service does not have.
                #expect(report.passed.count >= 28, "\(report.skipped)")
                #expect(!report.skipped.contains { $0.reason.contains("cannot arrange") })
                // Only PyAI is not documented to repeat the reference.
                #expect(report.skipped.contains { $0.reason.contains("does not repeat") } == (service == .pyai))
            }
        }
    }
}
