public import Foundation
import NIOCore

/// Why a simulator cannot serve.
public struct SimulatorError: Error, CustomStringConvertible, LocalizedError {
    /// A sentence a person can act on.
    public let description: String

    /// The same sentence.
    public var errorDescription: String? { description }

    init(_ error: any Error, port: Int) {
        let isInUse = (error as? IOError)?.errnoCode == EADDRINUSE
        description =
            isInUse ? "Port \(port) of 127.0.0.1 is in use." : "Port \(port) of 127.0.0.1 cannot be served: \(error)"
    }
}
