import ArgumentParser
import Foundation
import Steno

extension Console {
    /// Writes a value to standard output as JSON that people can read too.
    func write(json value: some Encodable) throws {
        let encoder = JSONEncoder.steno
        encoder.outputFormatting.insert(.prettyPrinted)
        try write(encoder.encode(value) + Data("\n".utf8))
    }

    /// Does something for each of several jobs; one that fails is told of and does not stop the others.
    ///
    /// - Throws: The exit code of those that failed; an error that would meet every job alike at once.
    func each(_ ids: [String], _ work: (String) async throws -> Void) async throws {
        var failures: [ExitCode] = []
        for id in ids {
            do {
                try await work(id)
            } catch let error as TranscriptionError where ids.count > 1 && !Self.endsAll(error) {
                say("\(id): \(explanation(of: error))")
                failures.append(ExitCode(error))
            }
        }
        guard let first = failures.first else { return }
        throw failures.count == ids.count && failures.allSatisfy { $0 == first } ? first : ExitCode.someFailed
    }

    private static func endsAll(_ error: TranscriptionError) -> Bool {
        [.cancelled, .authentication, .unsupportedOperation].contains(error.code)
    }
}
