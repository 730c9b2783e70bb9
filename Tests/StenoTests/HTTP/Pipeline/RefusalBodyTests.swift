import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

@Suite("The body of a refusal")
struct RefusalBodyTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let file: String
        var code: String?
        var message: String?
        var parameter: String?
        var requestID: String?
        var issues: [HTTPRefusal.Issue] = []

        var testDescription: String { file }
    }

    static let samples = [
        Sample(
            file: "soniox-validation.json",
            code: "invalid_request",
            message: "Invalid request.",
            requestID: "3d37a3bd-5078-47ee-a369-b204e3bbedda",
            issues: [
                .init(location: "body.payload.model", message: "Field required", code: "missing"),
                .init(
                    location: "body.payload.client_reference_id",
                    message: "At most 256 characters",
                    code: "string_too_long"
                ),
            ]
        ),
        Sample(
            file: "soniox-balance.json",
            code: "organization_balance_exhausted",
            message: "Balance exhausted.",
            requestID: "req-1"
        ),
        Sample(file: "pyai-gateway.json", code: "rate_limit_exceeded", message: "Rate limit exceeded."),
        Sample(
            file: "pyai-problem.json",
            code: "unsupported_language",
            message: "The language xx is not supported.",
            requestID: "req_51"
        ),
        Sample(
            file: "transcripts-error.json",
            code: "missing_required_field",
            message: "audio_url is required.",
            parameter: "audio_url",
            requestID: "req_9f2"
        ),
        Sample(
            file: "aitronos-validation.json",
            message: "body.speakers_expected.0: value is not a valid integer; body.audio_url: field required",
            issues: [
                .init(
                    location: "body.speakers_expected.0",
                    message: "value is not a valid integer",
                    code: "type_error.integer"
                ),
                .init(location: "body.audio_url", message: "field required", code: "value_error.missing"),
            ]
        ),
        Sample(file: "aitronos-detail.json", message: "Not authenticated"),
        Sample(
            file: "aitronos-error-text.json",
            code: "insufficient_synapses",
            message: "The organization has not enough synapses."
        ),
        Sample(file: "speechischeap-text.txt", message: "Missing input_url"),
        Sample(file: "speechischeap-upload.json", message: "The upload is incomplete"),
        Sample(file: "proxy-text.txt", message: "no healthy upstream"),
        Sample(file: "proxy-page.html"),
    ]

    @Test("is read in the form of every service", arguments: samples)
    func services(sample: Sample) throws {
        let body = RefusalBody(try Fixtures.data("Steno/refusals/\(sample.file)"))
        #expect(body.code == sample.code)
        #expect(body.message == sample.message)
        #expect(body.parameter == sample.parameter)
        #expect(body.requestID == sample.requestID)
        #expect(body.issues == sample.issues)
    }

    @Test("is covered by a sample for each fixture, which tells its source")
    func completeness() throws {
        let folder = FixtureFolder("Steno/refusals")
        #expect(try folder.names() == Self.samples.map(\.file).sorted())
        #expect(try folder.sources().map(\.file) == folder.names())
    }

    @Test(
        "is read in forms no service is known to use, too",
        arguments: [
            (#"{"error":"invalid_key"}"#, nil, "invalid_key"),
            (#"{"error":{"code":429,"detail":"slow down"}}"#, "429", "slow down"),
            (#"{"detail":{"code":"gone","msg":"It is gone."}}"#, "gone", "It is gone."),
            (#"{"message":{"code":"x","message":"inner"}}"#, "x", "inner"),
            (#"{"errors":["one","two"]}"#, nil, "one; two"),
            (#"{"errors":[{"field":"a","message":"bad"}]}"#, nil, "a: bad"),
            (#"["one"]"#, nil, "one"), (#""just text""#, nil, "just text"),
            (#"{"type":"about:blank","title":"Bad Request"}"#, nil, "Bad Request"),
            (#"{"type":"https://e.example/probs/out-of-credit?x#y","detail":"d"}"#, "out-of-credit", "d"),
            (#"{"Error":null,"message":"  trimmed "}"#, nil, "  trimmed "),
            (#"{"error":{"error":{"error":{"message":"deep"}}}}"#, nil, "deep"),
        ] as [(String, String?, String)]
    )
    func others(text: String, code: String?, message: String) {
        let body = RefusalBody(Data(text.utf8))
        #expect(body.code == code)
        #expect(body.message == message)
    }

    @Test(
        "gives nothing where there is nothing to read",
        arguments: [
            "", "   ", "null", "true", "12", "{}", "[]", "{\"message\":", "[1,2", "<html>", "<?xml version='1.0'?>",
            "{\"message\":\"\"}", "{\"error\":{}}", "\u{0}\u{1}binary",
        ]
    )
    func nothing(text: String) {
        let body = RefusalBody(Data(text.utf8))
        #expect(body.message == nil)
        #expect(body.code == nil)
        #expect(body.issues.isEmpty)
    }

    @Test("never fails, whatever the bytes are")
    func damage() throws {
        var generator = SeededGenerator(seed: 3)
        let seeds = try Self.samples.map { try Fixtures.data("Steno/refusals/\($0.file)") }
        for round in 0..<6_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let index = bytes.startIndex + Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
                default: bytes = bytes.prefix(max(1, index))
                }
            }
            let body = RefusalBody(bytes)
            #expect(body.issues.count <= 50)
        }
        let deep = RefusalBody(Data((String(repeating: #"{"error":"#, count: 100_000)).utf8))
        #expect(deep.message == nil)
    }

    @Test("lists fifty issues at most")
    func manyIssues() {
        let items = Array(repeating: #"{"message":"m"}"#, count: 1_000).joined(separator: ",")
        #expect(RefusalBody(Data("{\"errors\":[\(items)]}".utf8)).issues.count == 50)
    }
}

@Suite("Secrets in text from outside")
struct RedactorTests {
    @Test("are taken out in every form a service may repeat them in")
    func forms() {
        let redactor = Redactor([Secret(testKey), "short", ""])
        let encoded = testKey.percentEncoded
        let base64 = Data(testKey.utf8).base64EncodedString()
        let escaped = testKey.replacing("/", with: "\\/")
        let text = "a \(testKey) b \(encoded) c \(base64) d \(escaped) e short f"
        let clean = "a <redacted> b <redacted> c <redacted> d <redacted> e <redacted> f"
        #expect(redactor.clean(text, limit: 1_000) == clean)
    }

    @Test("are found beside combining marks, too")
    func combiningMarks() {
        #expect(
            !Redactor([Secret(testKey)]).clean("\(testKey)\u{301} \u{200D}\(testKey)", limit: 100).contains(testKey)
        )
        let bytes = Array(Redactor(["secret"]).clean("secret\u{301}", limit: 100).unicodeScalars)
        #expect(!String(String.UnicodeScalarView(bytes.prefix(6))).hasPrefix("secret"))
    }

    @Test("leave nothing behind where one holds another, nor at the cut")
    func overlaps() {
        let redactor = Redactor(["abc", "abcdef"])
        #expect(redactor.clean("1 abcdef 2 abc 3", limit: 100) == "1 <redacted> 2 <redacted> 3")
        for limit in 1...14 { #expect(!redactor.clean("12345 abcdef", limit: limit).contains("abc")) }
    }

    @Test("and the rest is one line of bounded length")
    func shape() {
        let redactor = Redactor([])
        #expect(redactor.clean("a\r\n\tb\u{1B}[31m\u{2028}c", limit: 100) == "a b [31m c")
        #expect(redactor.clean(String(repeating: "x", count: 5_000), limit: 100).count == 100)
        #expect(redactor.clean("e" + String(repeating: "\u{301}", count: 100_000), limit: 10).utf8.count < 100)
    }
}
