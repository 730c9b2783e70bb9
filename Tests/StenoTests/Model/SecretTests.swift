import Foundation
import Steno
import Testing

/// A secret shows in nothing that is printed, reflected or written, alone or inside the types that hold one.
@Suite struct SecretTests {
    static let word = "hunter2"

    static var holders: [any Sendable] {
        let secret = Secret(word)
        let header = Webhook.Header(name: "X-Token", value: secret)
        let webhook = Webhook(url: URL(filePath: "/hook"), header: header)
        let request = TranscriptionRequest(audio: .stored(id: "x"), webhook: webhook)
        let secrets = [secret]
        let keyed = [secret: "value", "other": "value"]
        let optional: Secret? = secret
        return [secret, header, webhook, request, secrets, keyed, optional as any Sendable, (1, secret)]
    }

    /// Every way a value becomes text.
    private static func renderings(of value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var printed = ""
        print(value, to: &printed)
        var debugged = ""
        debugPrint(value, to: &debugged)
        var texts = [dumped, printed, debugged, "\(value)", String(describing: value), String(reflecting: value)]
        var mirrors = [Mirror(reflecting: value)]
        while let mirror = mirrors.popLast() {
            texts += [mirror.description, String(reflecting: mirror)]
            for child in mirror.children {
                texts += [child.label ?? "", String(describing: child.value), String(reflecting: child.value)]
                mirrors.append(Mirror(reflecting: child.value))
            }
        }
        return texts
    }

    @Test func `no rendering shows it`() {
        for holder in Self.holders {
            for text in Self.renderings(of: holder) {
                #expect(!text.contains(Self.word))
            }
        }
    }

    /// The check above would catch a type that does not hide what it holds.
    @Test func `the check sees what is not hidden`() {
        struct Open {
            var value = SecretTests.word
        }
        let shown = Self.renderings(of: [Open()]).filter { $0.contains(Self.word) }
        #expect(shown.count >= 6)
    }

    @Test func `no JSON holds it`() throws {
        let webhook = Webhook(url: URL(filePath: "/hook"), header: .init(name: "X-Token", value: Secret(Self.word)))
        let request = TranscriptionRequest(audio: .stored(id: "x"), webhook: webhook)
        for json in [try JSONEncoder.steno.encode(webhook), try JSONEncoder.steno.encode(request)] {
            let text = String(decoding: json, as: UTF8.self)
            #expect(!text.contains(Self.word))
            #expect(text.contains("X-Token"))
        }
        let held: Any = Secret(Self.word)
        #expect(!(held is any Encodable))
    }

    @Test func `an error about a request shows none`() {
        let request = TranscriptionRequest(
            audio: .stored(id: ""),
            webhook: Webhook(url: URL(filePath: "/hook"), header: .init(name: "X-Token", value: Secret(Self.word)))
        )
        let nothing = Capabilities(operations: [:], audioSources: [], options: [:])
        for refused in nothing.unsupportedOptions(of: request, provider: "scripted") {
            #expect(!refused.message.contains(Self.word))
        }
        let error = #expect(throws: TranscriptionError.self) { try request.honoured(by: nothing, of: "scripted") }
        for text in Self.renderings(of: error as Any) {
            #expect(!text.contains(Self.word))
        }
    }

    @Test func `it is handed to a closure only`() {
        #expect(Secret(Self.word).withValue { $0 } == Self.word)
        #expect(Secret(Self.word) == "hunter2")
        #expect(Secret(Self.word) != "hunter3")
        #expect("\(Secret(Self.word))" == "<redacted>")
    }
}
