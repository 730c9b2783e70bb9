import Foundation
import Steno
import StenoProviders

/// The environment with what the file of keys adds to it.
enum CloudKeys {
    /// How keys are given, for the help.
    static let help = """
          STENO_KEYS   a file of keys in place of ~/.config/steno/keys: lines such as
                       SONIOX_API_KEY=…, readable only by you. A variable of the
                       environment goes before the file.
        """

    /// The variables.
    ///
    /// - Throws: ``TranscriptionError`` when there is a file that cannot be used.
    static func variables(
        _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> [String: String] {
        guard let file = KeyFile(environment) else { return environment }
        let set = environment.filter { !$0.value.allSatisfy(\.isWhitespace) }
        return environment.merging(try file.variables()) { $1 }.merging(set) { $1 }
    }

    /// A sentence that says how to give a service its key.
    static func advice(
        for service: CloudService,
        _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        let names = service.keyVariables
        let variables = names.count > 1 ? "one of the environment variables" : "the environment variable"
        let file = KeyFile(environment)?.path ?? "~/.config/steno/keys"
        return "There is no key for \(service.id): set \(variables) \(names.joined(separator: ", ")), "
            + "or write a line \(names[0])=… into \(file)."
    }
}
