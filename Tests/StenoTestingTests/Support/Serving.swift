import Foundation
import StenoTesting

/// Runs a simulator with scripted time while a test talks to it.
func withSimulator(
    _ change: (inout SimulatorConfiguration) -> Void = { _ in },
    _ body: @Sendable @escaping (Simulator, PlainClient) async throws -> Void
) async throws {
    var configuration = SimulatorConfiguration()
    configuration.time = .scripted(start: start)
    change(&configuration)
    let simulator = Simulator(configuration)
    try await simulator.serve { address in try await body(simulator, PlainClient(base: address)) }
}

/// Runs a simulator with scripted time, and beside it a receiver for its webhooks, whose address is handed on as text.
func withReceiver(
    _ change: (inout SimulatorConfiguration) -> Void = { _ in },
    _ body: @Sendable @escaping (Simulator, PlainClient, Receiver, String) async throws -> Void
) async throws {
    let receiver = Receiver()
    var configuration = SimulatorConfiguration()
    configuration.time = .scripted(start: start)
    change(&configuration)
    let simulator = Simulator(configuration)
    try await receiver.serve { hook in
        try await simulator.serve { address in
            try await body(simulator, PlainClient(base: address), receiver, hook.absoluteString)
        }
    }
}

/// 1 August 2026, 09:30 UTC: where scripted time begins in tests.
let start = Date(timeIntervalSince1970: 1_785_576_600)
