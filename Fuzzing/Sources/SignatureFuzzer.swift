import Crypto
import Foundation
import HTTPTypes
import Steno

/// Takes the bytes as a delivery and verifies it by every scheme; signs them, and verifies that they are genuine and that with
/// one bit changed they are not.
///
/// The bytes are lines: the values of the headers in the order of ``HeaderNames``, then the target, then the body.
@Sendable
func fuzzSignatures(_ data: Data) {
    let delivery = WebhookRequest(lines: data)
    for scheme in fuzzedSchemes {
        guard let proof = try? scheme.scheme.proof(of: delivery, at: fuzzedNow) else { continue }
        check(scheme.isSigned(delivery), "\(scheme.name) accepted what was not signed: \(proof)")
    }
    checkRepeated(delivery)
    checkSigned(data)
}

/// A scheme, and whether a delivery is signed by it, found out in another way.
private struct FuzzedScheme: Sendable {
    var name: String
    var scheme: WebhookScheme
    var isSigned: @Sendable (WebhookRequest) -> Bool
}

private let fuzzedSecret = "secret"
private let fuzzedSeconds = 1_788_800_000
private let fuzzedNow = Date(timeIntervalSince1970: TimeInterval(fuzzedSeconds))
private let fuzzedSigner = CallbackSigner(secrets: [Secret(fuzzedSecret)])

private enum HeaderNames {
    static let all = [
        "webhook-id", "webhook-timestamp", "webhook-signature", "x-list", "x-pair-time", "x-pair", "x-agreed",
    ].compactMap { HTTPField.Name($0) }
}

private let fuzzedSchemes: [FuzzedScheme] = [
    FuzzedScheme(name: "standard", scheme: .standard(secrets: ["c2VjcmV0"])) { request in
        let (id, time) = (request.value(0), request.value(1))
        let code = code("\(id).\(time).", request.body).base64EncodedString()
        return isNow(time) && request.value(2).split(separator: " ").contains { $0 == "v1,\(code)" }
    },
    FuzzedScheme(name: "one header", scheme: .timestamped(header: "x-list", secrets: [Secret(fuzzedSecret)])) {
        request in
        let parts = request.value(3).split(separator: ",").map { $0.drop { $0 == " " } }
        let times = parts.filter { $0.hasPrefix("t=") }.map { String($0.dropFirst(2)) }
        guard times.count == 1, let time = times.first else { return false }
        let code = hex(code("\(time).", request.body))
        return isNow(time) && parts.contains { $0 == "v1=\(code)" || $0 == "v1=\(code.uppercased())" }
    },
    FuzzedScheme(
        name: "two headers",
        scheme: .timestamped(signatureHeader: "x-pair", timestampHeader: "x-pair-time", secrets: [Secret(fuzzedSecret)])
    ) { request in
        let code = hex(code("\(request.value(4)).", request.body))
        return isNow(request.value(4)) && [code, code.uppercased()].contains(request.value(5))
    },
    FuzzedScheme(name: "agreed", scheme: .header("x-agreed", values: [Secret(fuzzedSecret)])) {
        $0.value(6) == fuzzedSecret
    },
    FuzzedScheme(name: "callback", scheme: .callback(fuzzedSigner, for: "aitronos")) { request in
        let target = request.target.prefix { $0 != "#" }.drop { $0 != "?" }.dropFirst()
        let tokens = target.split(separator: "&").filter { $0.hasPrefix("steno=") }
        guard tokens.count == 1, let token = tokens.first?.dropFirst(6), let end = token.lastIndex(of: ".") else {
            return false
        }
        let code = code("steno-callback\naitronos\n\(token[..<end])", Data()).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return token[end...].dropFirst() == code
    },
]

/// Headers that are there twice are refused, whatever they hold.
private func checkRepeated(_ delivery: WebhookRequest) {
    var twice = delivery
    twice.fields += delivery.fields
    for scheme in fuzzedSchemes.dropLast() {
        check((try? scheme.scheme.proof(of: twice, at: fuzzedNow)) == nil, "\(scheme.name) accepted headers twice")
    }
}

/// What is signed is accepted, and with one bit changed it is refused.
private func checkSigned(_ body: Data) {
    let secret = Secret(fuzzedSecret)
    let signed: [HTTPFields?] = [
        try? WebhookSigner.standard(id: "msg_1", body: body, secret: "c2VjcmV0", now: fuzzedNow),
        try? WebhookSigner.timestamped(header: "x-list", body: body, secret: secret, now: fuzzedNow),
        try? WebhookSigner.timestamped(
            signatureHeader: "x-pair",
            timestampHeader: "x-pair-time",
            body: body,
            secret: secret,
            now: fuzzedNow
        ),
    ]
    for (scheme, fields) in zip(fuzzedSchemes, signed) {
        var request = WebhookRequest(fields: fields ?? [:], body: body)
        check((try? scheme.scheme.proof(of: request, at: fuzzedNow)) != nil, "\(scheme.name) refused what it signed")
        guard !body.isEmpty else { continue }
        let place = body.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % (body.count * 8)
        request.body[place / 8] ^= 1 << (place % 8)
        check((try? scheme.scheme.proof(of: request, at: fuzzedNow)) == nil, "\(scheme.name) accepted another body")
    }
    let reference = String(decoding: body, as: UTF8.self)
    guard !reference.isEmpty, let url = URL(string: "https://e.com/?a=b"),
        let target = try? fuzzedSigner.sign(url, provider: "aitronos", reference: reference, now: fuzzedNow)
    else { return }
    let request = WebhookRequest(fields: [:], body: body, target: target.absoluteString)
    let proof = try? fuzzedSchemes.last?.scheme.proof(of: request, at: fuzzedNow)
    check(proof?.reference == reference, "the reference was \(String(describing: proof?.reference))")
}

/// Whether the digits are those of a time no further than 300 s from now.
private func isNow(_ time: String) -> Bool {
    guard !time.isEmpty, time.utf8.allSatisfy({ (48...57).contains($0) }), let seconds = Int(time) else { return false }
    return abs(seconds - fuzzedSeconds) <= 300
}

private func code(_ prefix: String, _ body: Data) -> Data {
    let key = SymmetricKey(data: Data(fuzzedSecret.utf8))
    return Data(HMAC<SHA256>.authenticationCode(for: Data(prefix.utf8) + body, using: key))
}

private func hex(_ bytes: Data) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

extension WebhookRequest {
    fileprivate init(lines data: Data) {
        let lines = data.split(
            separator: UInt8(ascii: "\n"),
            maxSplits: HeaderNames.all.count + 1,
            omittingEmptySubsequences: false
        )
        self.init(fields: [:], body: Data(lines.dropFirst(HeaderNames.all.count + 1).first ?? Data()))
        for (name, line) in zip(HeaderNames.all, lines) where !line.isEmpty {
            fields.append(HTTPField(name: name, value: line))
        }
        target = String(decoding: lines.dropFirst(HeaderNames.all.count).first ?? Data(), as: UTF8.self)
    }

    fileprivate func value(_ index: Int) -> String { fields[HeaderNames.all[index]] ?? "" }
}
