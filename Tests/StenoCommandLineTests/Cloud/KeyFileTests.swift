import Foundation
import Steno
import StenoProviders
import Testing

@testable import StenoCommandLine

@Suite struct KeyFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ text: String, mode: mode_t = 0o600) throws -> [String: String] {
        try folder.write(Data(text.utf8), "keys")
        #expect(chmod(folder.path("keys"), mode) == 0)
        return ["STENO_KEYS": folder.path("keys")]
    }

    private func variables(_ text: String) throws -> [String: String] {
        try #require(KeyFile(write(text))).variables()
    }

    @Test func readsLinesOfNamesAndValues() throws {
        let text = """
            # my keys

            SONIOX_API_KEY=abc=def
            export PYAI_API_KEY="with quotes"
              SIC_API_KEY='one'\r
            WORDCAB_API_KEY=
            """
        let expected = [
            "SONIOX_API_KEY": "abc=def", "PYAI_API_KEY": "with quotes", "SIC_API_KEY": "one", "WORDCAB_API_KEY": "",
        ]
        #expect(try variables(text) == expected)
    }

    @Test(arguments: ["just a key", "=value", "1A=value", "A B=value", "A =value", "ok=1\nsecret-key-value"])
    func refusesOtherLinesWithoutTellingThem(text: String) throws {
        let error = #expect(throws: TranscriptionError.self) { try variables(text) }
        #expect(error?.code == .authentication)
        #expect(error?.message.hasPrefix("Line ") == true)
        #expect(error?.message.contains("secret-key-value") == false)
        #expect(error?.message.contains("just a key") == false)
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660, 0o622, 0o601])
    func refusesAFileThatOthersCanUse(mode: mode_t) throws {
        let file = try #require(KeyFile(write("A=b", mode: mode)))
        let error = #expect(throws: TranscriptionError.self) { try file.variables() }
        #expect(error?.code == .permissionDenied)
        #expect(error?.message.hasSuffix("make it yours alone: chmod 600 \(folder.path("keys"))") == true)
    }

    @Test(arguments: [0o600, 0o400, 0o700]) func takesAFileThatIsItsOwnersAlone(mode: mode_t) throws {
        #expect(try KeyFile(write("A=b", mode: mode))?.variables() == ["A": "b"])
    }

    @Test func refusesWhatIsNoFile() throws {
        let error = #expect(throws: TranscriptionError.self) {
            try KeyFile(["STENO_KEYS": folder.url.path])?.variables()
        }
        #expect(error?.message == "\(folder.url.path) is not a file of keys.")
    }

    @Test func needsTheFileThatWasNamedAndNoOther() throws {
        let missing = folder.path("missing")
        let error = #expect(throws: TranscriptionError.self) { try KeyFile(["STENO_KEYS": missing])?.variables() }
        #expect(error?.message == "The file of keys \(missing) cannot be read: No such file or directory.")
        #expect(try KeyFile(["HOME": missing])?.variables() == [:])
        #expect(KeyFile(["HOME": "/home/anna"])?.path == "/home/anna/.config/steno/keys")
        #expect(KeyFile(["STENO_KEYS": "", "HOME": "/home/anna"]) == nil)
        #expect(KeyFile([:]) == nil)
    }

    @Test func goesAfterTheEnvironment() throws {
        var environment = try write("SONIOX_API_KEY=file\nPYAI_API_KEY=file")
        environment["SONIOX_API_KEY"] = "environment"
        environment["PYAI_API_KEY"] = " "
        let variables = try CloudKeys.variables(environment)
        #expect(variables["SONIOX_API_KEY"] == "environment")
        #expect(variables["PYAI_API_KEY"] == "file")
    }

    @Test func saysWhereAKeyBelongs() {
        let advice = CloudKeys.advice(for: .soniox, ["HOME": "/home/anna"])
        #expect(
            advice == "There is no key for soniox: set the environment variable SONIOX_API_KEY, "
                + "or write a line SONIOX_API_KEY=… into /home/anna/.config/steno/keys."
        )
    }
}
