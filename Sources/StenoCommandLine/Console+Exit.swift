import ArgumentParser
import Steno

extension Console {
    /// Does a command's work, which Ctrl-C cancels, says why it failed, and turns that into the exit code.
    func exiting(_ work: @escaping @Sendable () async throws -> Void) async throws {
        do {
            defer { Temporaries.removeAll() }
            try await Interrupt.guarding(self, work)
        } catch let code as ExitCode {
            throw code
        } catch let error as ValidationError {
            throw error
        } catch {
            let code = ExitCode(error)
            if code != .outputClosed { say(code == .interrupted ? "interrupted" : explanation(of: error)) }
            throw code
        }
    }

    /// An error in one sentence.
    func explanation(of error: any Error) -> String {
        (error as? TranscriptionError)?.message ?? "\(error)"
    }
}
