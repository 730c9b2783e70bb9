import Foundation
import Steno
import StenoTesting
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    @Suite(.timeLimit(.minutes(10))) struct WebhookTests {
        static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        static let body = #"{"type":"transcription.completed","data":{"id":"7"}}"#

        let steno: Program

        init() throws {
            steno = try Program()
            try steno.folder.write(Data(Self.body.utf8), "body.json")
        }

        private func run(_ arguments: [String], secret: String? = Self.secret, input: Data? = nil) async throws
            -> Program.Outcome
        {
            let environment = secret.map { ["STENO_WEBHOOK_SECRET": $0] } ?? [:]
            let process = steno.process(Program.executable.path, ["webhook"] + arguments, environment)
            if let input {
                try steno.folder.write(input, "tmp-input")
                process.standardInput = try FileHandle(
                    forReadingFrom: steno.folder.url.appendingPathComponent("tmp-input")
                )
            }
            let outcome = try await steno.run(process)
            if let secret, arguments.first != "sign" { #expect(!(outcome.output + outcome.errors).contains(secret)) }
            return outcome
        }

        /// Signs the body and hands over the lines.
        private func sign(_ arguments: String...) async throws -> [String] {
            let run = try await run(["sign"] + arguments)
            #expect(run.code == 0, "\(run.errors)")
            return run.output.split(separator: "\n").map(String.init)
        }

        private func verify(
            _ provider: String,
            _ headers: [String],
            _ arguments: String...,
            body: String = "body.json",
            secret: String? = Self.secret,
            input: Data? = nil
        ) async throws -> Program.Outcome {
            try await run(
                ["verify", "-p", provider, "--body", body] + arguments + headers.flatMap { ["--header", $0] },
                secret: secret,
                input: input
            )
        }

        @Test func theCommonSecretComesBeforeTheServicesOwn() async throws {
            let common = ["STENO_WEBHOOK_SECRET": "common"]
            let own = ["PYAI_WEBHOOK_SECRET": "own"]
            let both = common.merging(own) { $1 }
            let signed = try await steno(
                "webhook",
                "sign",
                "-p",
                "pyai",
                "--body",
                "body.json",
                environment: both
            )
            let lines = signed.output.split(separator: "\n").map(String.init)
            let header = try #require(lines.first { $0.lowercased().hasPrefix("x-pyai-signature") })
            for (environment, code) in [(common, 0), (both, 0), (own, 76)] as [([String: String], Int32)] {
                let verified = try await steno(
                    "webhook",
                    "verify",
                    "-p",
                    "pyai",
                    "--body",
                    "body.json",
                    "--header",
                    header,
                    environment: environment
                )
                #expect(verified.code == code, "\(verified.errors)")
            }
        }

        @Test(arguments: ["standard", "whisper"])
        func whatItSignedByStandardWebhooksHolds(provider: String) async throws {
            let headers = try await sign("-p", provider, "--body", "body.json", "--id", "msg_7")
            #expect(
                headers.map { $0.split(separator: ":").first } == [
                    "content-type", "webhook-id", "webhook-timestamp", "webhook-signature",
                ]
            )
            let outcome = try await verify(provider, headers)
            #expect(outcome.code == 0)
            #expect(outcome.errors == "")
            #expect(outcome.output.contains("headers    ok  delivery msg_7\nsignature  ok\n"))
            #expect(outcome.output.hasSuffix("body       ok  transcription.completed, job 7, completed\n"))
        }

        @Test(arguments: [
            ("pyai", #"{"type":"transcription.job.completed","data":{"job_id":"7"}}"#),
            ("transcripts", #"{"id":"evt_1","type":"transcript.completed","data":{"transcript_id":"7"}}"#),
            ("soniox", #"{"id":"7","status":"completed"}"#),
        ])
        func whatItSignedForAServiceHolds(provider: String, body: String) async throws {
            try steno.folder.write(Data(body.utf8), "body.json")
            let headers = try await sign("-p", provider, "--body", "body.json")
            let outcome = try await verify(provider, headers)
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            #expect(try await verify(provider, headers, secret: "a-secret-of-someone-else").code == 76)
        }

        @Test func anAddressThatItSignedHolds() async throws {
            try steno.folder.write(
                Data(#"{"transcription_id":"7","event":"transcription.completed"}"#.utf8),
                "body.json"
            )
            let url = try #require(
                try await sign("-p", "aitronos", "--url", "https://example.org/hook?a=b", "--id", "mine").first
            )
            #expect(url.hasPrefix("https://example.org/hook?a=b&steno="))
            let outcome = try await verify("aitronos", [], "--url", url)
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("token      ok  made for mine\n"))
            let without = try await verify("aitronos", [])
            #expect(without.code == 76)
            #expect(without.errors.contains("give it with --url"))
            #expect(try await verify("aitronos", [], "--url", url + "A").code == 76)
        }

        @Test func saysWhatIsWrong() async throws {
            let headers = try await sign("-p", "standard", "--body", "body.json")
            let wrong = try await verify("standard", headers, secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
            #expect(wrong.code == 76)
            #expect(wrong.output.contains("\nsignature  failed  "))
            #expect(wrong.output.contains("\ntime       not checked\n"))
            #expect(wrong.errors.contains("the secret in STENO_WEBHOOK_SECRET"))

            let repeated = try await verify("standard", headers + headers.suffix(1))
            #expect(repeated.code == 76)
            #expect(repeated.output.contains("\nheaders    failed  "))

            let missing = try await verify("standard", Array(headers.dropLast()))
            #expect(missing.output.contains("\nheaders    failed  "))
            #expect(missing.errors.contains("--header"))

            let late = try await verify("standard", headers, "--at", "4102444800")
            #expect(late.code == 76)
            #expect(late.output.contains("\nsignature  ok\ntime       failed  "))
            #expect(late.errors.contains("--at"))
        }

        @Test func noticesALineBreakThatAnEditorAdded() async throws {
            let headers = try await sign("-p", "standard", "--body", "body.json")
            for ending in ["\n", "\r\n"] {
                try steno.folder.write(Data((Self.body + ending).utf8), "body.json")
                let outcome = try await verify("standard", headers)
                #expect(outcome.code == 76)
                #expect(outcome.errors.contains("line break at the end of the body"))
            }
        }

        @Test func aDeliveryThatWasKeptIsCheckedAtItsTime() async throws {
            let headers = try await sign("-p", "standard", "--body", "body.json", "--at", "1785576600")
            #expect(try await verify("standard", headers).code == 76)
            let outcome = try await verify("standard", headers, "--at", "2026-08-01T09:35:00Z")
            #expect(outcome.code == 0)
            #expect(outcome.output.contains("time       ok  signed 300 s ago\n"))
            #expect(try await verify("standard", headers, "--at", "2026-08-01T09:35:01Z").code == 76)
        }

        @Test func readsAnyBytesFromStandardInput() async throws {
            let bytes = Data((0...255).map { UInt8($0) })
            try steno.folder.write(bytes, "body.json")
            let headers = try await sign("-p", "standard", "--body", "body.json")
            let outcome = try await verify("standard", headers, body: "-", input: bytes)
            #expect(outcome.code == 76)
            #expect(outcome.output.contains("\ntime       ok"))
            #expect(outcome.output.contains("\nbody       failed  "))
        }

        @Test func readsNoMoreThanAReceiverTakes() async throws {
            let outcome = try await verify("standard", [], body: "/dev/zero")
            #expect(outcome.code == 76)
            #expect(outcome.output.hasPrefix("size       failed       The body is larger than 10485760 bytes.\n"))
            let signed = try await run(["sign", "-p", "standard", "--body", "/dev/zero"])
            #expect(signed.code == 64)
            #expect(signed.output == "")
        }

        @Test func withoutASecretNothingIsChecked() async throws {
            for arguments in [
                ["verify", "-p", "standard", "--body", "body.json"], ["sign", "-p", "standard", "--body", "body.json"],
                ["listen", "--port", "0"], ["listen", "--port", "0", "-p", "pyai"],
            ] {
                let outcome = try await run(arguments, secret: nil)
                #expect(outcome.code == 77)
                #expect(outcome.output == "")
                #expect(outcome.errors.contains("STENO_WEBHOOK_SECRET"))
            }
            #expect(try await verify("standard", [], secret: "  ").code == 77)
        }

        @Test func aBodyThatIsNotThereIsAnInputThatCannotBeOpened() async throws {
            #expect(try await verify("standard", [], body: "nowhere.json").code == 66)
            #expect(try await verify("standard", [], body: ".").code == 66)
        }

        @Test func writesTheEventAsJSON() async throws {
            let headers = try await sign("-p", "standard", "--body", "body.json", "--id", "msg_7")
            let outcome = try await verify("standard", headers, "--json")
            let event = try JSONDecoder.steno.decode(WebhookEvent.self, from: Data(outcome.output.utf8))
            #expect(event.id == "msg_7")
            #expect(outcome.output.split(separator: "\n").count == 1)
        }
    }
}
