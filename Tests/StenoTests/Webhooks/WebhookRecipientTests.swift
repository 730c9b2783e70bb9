import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

@Suite struct WebhookRecipientTests {
    private func refusal(_ webhook: Webhook, _ settings: WebhookSenderSettings = .init()) throws -> TranscriptionError?
    {
        do {
            try Sending.sender(ScriptedTransport(), settings).validate(webhook)
            return nil
        } catch let error as TranscriptionError {
            return error
        }
    }

    private func webhook(_ address: String) throws -> Webhook {
        Webhook(url: try #require(URL(string: address)))
    }

    @Test(arguments: [
        "https://example.org", "https://example.org:8443/a?b=c", "http://127.0.0.1:8080/x", "http://localhost/x",
        "http://[::1]:8080/x", "HTTPS://EXAMPLE.ORG/x",
    ])
    func takes(address: String) throws {
        #expect(try refusal(webhook(address)) == nil)
    }

    @Test(arguments: [
        "http://example.org/x", "http://127.0.0.1.example.org/x", "http://localhost.example.org/x",
        "ftp://example.org/x",
        "file:///etc/passwd", "https:///x", "mailto:a@example.org",
        "https://user:a-password-nobody-may-see@example.org/x",
        "/x",
    ])
    func refuses(address: String) throws {
        let error = try #require(try refusal(webhook(address)))
        #expect(error.code == .invalidRequest)
        #expect(!"\(error)".contains("nobody-may-see"))
    }

    @Test func plainHTTPCanBeAllowed() throws {
        var settings = WebhookSenderSettings()
        settings.allowsInsecureHTTP = true
        #expect(try refusal(webhook("http://example.org/x"), settings) == nil)
        #expect(try refusal(webhook("ftp://example.org/x"), settings) != nil)
    }

    @Test(arguments: [
        ("https://example.org/x", true), ("https://example.org.:8443/x", true),
        ("https://xn--bcher-kva.example/", true),
        ("https://1.example.org", true), ("https://localhosts.example", true), ("https://127.0.0.1.example.org", true),
        ("http://localhost/x", false), ("https://a.localhost", false), ("https://printer.local", false),
        ("https://metadata.google.internal/", false), ("https://metadata.google.internal./", false),
        ("https://home.arpa", false), ("https://nas.home.arpa", false), ("https://intranet/x", false),
        ("https://127.0.0.1", false), ("https://127.1", false), ("https://10.0.0.1", false), ("https://8.8.8.8", false),
        ("https://2130706433", false), ("https://0x7f.0x1", false), ("https://0x7f000001", false),
        ("https://169.254.169.254./", false), ("https://[::1]:8080", false), ("https://[::ffff:10.0.0.1]", false),
        ("https://[fe80::1]", false),
    ])
    func onlyPublicNamesWhereSoSet(address: String, isTaken: Bool) throws {
        var settings = WebhookSenderSettings()
        settings.requiresPublicHost = true
        #expect(try (refusal(webhook(address), settings) == nil) == isTaken)
    }

    @Test func sendsTheHeaderAlong() async throws {
        var webhook = Sending.webhook
        webhook.header = .init(name: "X-Mine", value: "it is me")
        let transport = ScriptedTransport(.status(200))
        try await Sending.sender(transport).deliver(Sending.job, to: webhook)
        let name = try #require(HTTPField.Name("x-mine"))
        #expect(transport.sent.first?.request.headerFields[name] == "it is me")
    }

    @Test(arguments: [
        ("Webhook-Signature", "x"), ("content-type", "x"), ("Host", "x"), ("", "x"), ("a b", "x"), ("x\r\ny", "x"),
        ("X-Mine", ""), ("X-Mine", "a\r\nInjected: b"), ("X-Mine", "\u{0}"), ("X-Mine", "ümlaut"),
    ])
    func refusesHeaders(name: String, value: String) throws {
        var webhook = Sending.webhook
        webhook.header = .init(name: name, value: Secret(value))
        #expect(try refusal(webhook)?.code == .invalidRequest)
    }

    @Test func knowsItsEvents() throws {
        var webhook = Sending.webhook
        webhook.events = ["transcription.completed", "transcription.failed", "transcription.cancelled"]
        #expect(try refusal(webhook) == nil)
        webhook.events.append("transcription.begun")
        let error = try #require(try refusal(webhook))
        #expect(error.message.contains("`transcription.begun`"))
        #expect(error.message.contains("transcription.cancelled, transcription.completed, transcription.failed"))
    }
}
