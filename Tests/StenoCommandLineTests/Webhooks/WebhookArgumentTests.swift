import ArgumentParser
import Foundation
import HTTPTypes
import Steno
import StenoProviders
import Testing

@testable import StenoCommandLine

@Suite struct WebhookArgumentTests {
    @Test(arguments: [
        ("webhook-id: msg_1", "webhook-id", "msg_1"), ("X-A:b", "X-A", "b"), ("X-A:  b: c \t", "X-A", "b: c"),
        ("X-A:", "X-A", ""),
    ])
    func readsHeaders(text: String, name: String, value: String) throws {
        let field = try HTTPField(argument: text)
        #expect(field.name.rawName == name)
        #expect(field.value == value)
    }

    @Test(arguments: [
        "", "webhook-id", ": a-value-nobody-may-see", "a b: a-value-nobody-may-see",
        "X-A: a\r\nX-B: a-value-nobody-may-see",
        "X-A: a-value-nobody-may-see\r", "X-A: a-value-nobody-may-see\n", "X\r\n: a-value-nobody-may-see",
        "X-A: a-value-nobody-may-see\u{0}",
    ])
    func refusesHeadersWithoutRepeatingTheirValues(text: String) {
        #expect {
            try HTTPField(argument: text)
        } throws: {
            $0 is ValidationError && !"\($0)".contains("nobody-may-see") && !"\($0)".contains("\r")
        }
    }

    @Test(arguments: [
        ("1785576600", 1_785_576_600.0), ("0", 0.0), ("2026-08-01T09:30:00Z", 1_785_576_600.0),
        ("2026-08-01T11:30:00+02:00", 1_785_576_600.0), ("2026-08-01T09:30:00.250Z", 1_785_576_600.25),
    ])
    func readsMoments(text: String, seconds: Double) throws {
        let moment = try #require(MomentArgument(argument: text))
        #expect(abs(moment.date.timeIntervalSince1970 - seconds) < 0.001)
    }

    @Test(arguments: ["", "now", "-5", "1e9", "nan", "99999999999999999999", "253402300800", "2026-08-01", "١٢٣"])
    func refusesOtherMoments(text: String) {
        #expect(MomentArgument(argument: text) == nil)
    }

    @Test func knowsItsProviders() {
        #expect(
            WebhookProvider.allValueStrings
                == ["standard", "whisper"] + ProviderChoice.allValueStrings.filter { $0 != "whisper" }
        )
        for name in WebhookProvider.allValueStrings {
            #expect(WebhookProvider(argument: name.uppercased())?.id.rawValue == name)
        }
        #expect(WebhookProvider(argument: "acme") == nil)
    }

    @Test func whereOneProviderIsNamedTheCommonSecretComesFirst() throws {
        let both = ["STENO_WEBHOOK_SECRET": "common", "PYAI_WEBHOOK_SECRET": "own", "SONIOX_API_WEBHOOK_HEADER": "x"]
        func secret(_ environment: [String: String]) throws -> String {
            try WebhookProvider.cloud(.pyai).secret(in: environment).withValue { $0 }
        }
        let pyai = WebhookProvider.cloud(.pyai)
        #expect(try secret(both) == "own")
        #expect(try secret(pyai.alone(both)) == "common")
        #expect(pyai.alone(both)["SONIOX_API_WEBHOOK_HEADER"] == "x")
        #expect(try secret(pyai.alone(["STENO_WEBHOOK_SECRET": " ", "PYAI_WEBHOOK_SECRET": "own"])) == "own")
        #expect(try secret(pyai.alone(["PYAI_WEBHOOK_SECRET": "own"])) == "own")
    }

    @Test(arguments: [
        "webhook verify --body a", "webhook verify -p standard", "webhook verify -p acme --body a",
        "webhook verify -p standard --body a --header nonsense", "webhook verify -p standard --body a --at soon",
        "webhook sign -p standard", "webhook sign -p aitronos", "webhook sign -p aitronos --url /x",
        "webhook sign -p aitronos --url https://example.org --body a",
        "webhook sign -p standard --body a --url https://a.b",
        "webhook sign -p pyai --body a --id 7", "webhook sign -p soniox --body a --at 7", "webhook listen",
        "webhook listen --port 65536", "webhook listen --port 1 -p acme",
    ])
    func refuses(line: String) {
        #expect {
            try StenoCommand.parseAsRoot(line.split(separator: " ").map(String.init))
        } throws: {
            StenoCommand.exitCode(for: $0) == .usage
        }
    }
}
