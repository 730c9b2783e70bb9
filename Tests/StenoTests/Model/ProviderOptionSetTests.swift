import Foundation
import Steno
import Testing

@Suite struct ProviderOptionSetTests {
    private struct Other: ProviderOptions {
        static let provider: ProviderID = "other"
        var depth: Double
    }

    @Test func `each provider reads its own`() throws {
        let set = ProviderOptionSet(ScriptedOptions(tier: "slow"), Other(depth: 2), ScriptedOptions(tier: "fast"))
        #expect(try set.value(ScriptedOptions.self)?.tier == "fast")
        #expect(try set.value(Other.self)?.depth == 2)
        #expect(try ProviderOptionSet().value(Other.self) == nil)
        #expect(ProviderOptionSet().isEmpty)
        #expect(!set.isEmpty)
    }

    @Test func `options from code and from JSON are equal and hash alike`() throws {
        let set = ProviderOptionSet(ScriptedOptions(tier: "fast", since: JSONFormTests.date), Other(depth: 2))
        let read = try JSONDecoder.steno.decode(ProviderOptionSet.self, from: JSONEncoder.steno.encode(set))
        #expect(read == set)
        #expect(Set([set, read]).count == 1)
        #expect(try read.value(ScriptedOptions.self) == ScriptedOptions(tier: "fast", since: JSONFormTests.date))
        var changed = read
        changed.set(Other(depth: 3))
        #expect(changed != set)
    }

    @Test func `options of another shape are refused by name`() throws {
        let set = try JSONDecoder.steno.decode(ProviderOptionSet.self, from: Data(#"{"other":{"depth":"deep"}}"#.utf8))
        let error = #expect(throws: TranscriptionError.self) { try set.value(Other.self) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.provider == "other")
    }
}
