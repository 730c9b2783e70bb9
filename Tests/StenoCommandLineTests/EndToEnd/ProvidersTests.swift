import Foundation
import StenoProviders
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    @Suite(.timeLimit(.minutes(10))) struct ProvidersTests {
        let steno: Program

        init() throws {
            steno = try Program()
        }

        @Test func showsWhatEachCanDo() async throws {
            let run = try await steno("providers", environment: ["SONIOX_API_KEY": "a-key-nobody-may-see"])
            #expect(run.code == 0)
            #expect(run.errors == "")
            let lines = run.output.split(separator: "\n").map {
                $0.split(whereSeparator: { $0 == " " }).map(String.init)
            }
            #expect(lines.first == ["whisper"] + CloudService.all.map(\.id.rawValue))
            #expect(lines.first { $0.starts(with: ["key", "is", "set"]) }?.dropFirst(3).prefix(2) == ["none", "yes"])
            #expect(lines.first { $0.starts(with: ["delete", "a", "job"]) }?.dropFirst(3).prefix(2) == ["yes", "yes"])
            let signed = lines.first { $0.starts(with: ["webhook", "is", "signed"]) }
            #expect(signed?.dropFirst(4) == ["header", "yes", "no", "yes", "no"])
            let pages = lines.first { $0.starts(with: ["jobs", "in", "a", "page"]) }
            #expect(pages?.dropFirst(5).prefix(5) == ["1000", "?", "100", "100", "-"])
            #expect(lines.first { $0.starts(with: ["audio", "by"]) }?.dropFirst(3).prefix(2) == ["no", "yes"])
            #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
            #expect(!run.output.contains("a-key-nobody-may-see"))
        }

        @Test func showsItToMachines() async throws {
            let run = try await steno("providers", "--json", environment: ["SONIOX_API_KEY": "a-key-nobody-may-see"])
            let rows = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
            #expect(rows.map { $0["id"] as? String } == ["whisper"] + CloudService.all.map(\.id.rawValue))
            #expect(rows[0]["hasKey"] == nil)
            #expect(rows[1]["hasKey"] as? Bool == true)
            #expect(rows[1]["keyVariables"] as? [String] == ["SONIOX_API_KEY"])
            let capabilities = try #require(rows[1]["capabilities"] as? [String: Any])
            #expect((capabilities["audioSources"] as? [String])?.contains("file") == true)
            #expect(!run.output.contains("a-key-nobody-may-see"))
        }

        @Test func isShownAlthoughTheFileOfKeysCannotBeUsed() async throws {
            let run = try await steno("providers", environment: ["STENO_KEYS": "/nonexistent"])
            #expect(run.code == 0)
            #expect(run.errors == "steno: The file of keys /nonexistent cannot be read: No such file or directory.\n")
            #expect(run.output.contains("whisper"))
        }
    }
}
