import Foundation
import HTTPTypes
import Steno
import StenoTestSupport
import Testing

/// Nothing of what a scheme vouches for can be changed, not by a bit.
@Suite struct WebhookMutationTests {
    @Test(arguments: GenuineDelivery.all) func `every change of one bit is refused`(_ delivery: GenuineDelivery) {
        let scheme = delivery.genuine
        var changes = 0
        var accepted: [String] = []
        for part in delivery.parts {
            let bytes = delivery.bytes(of: part)
            for bit in 0..<(bytes.count * 8) {
                var changed = bytes
                changed[bit / 8] ^= 1 << (bit % 8)
                let request = delivery.replacing(part, with: changed)
                changes += 1
                if scheme.refusal(of: request, at: delivery.now) == nil { accepted.append("\(part), bit \(bit)") }
            }
        }
        #expect(changes > 8 * 20)
        #expect(accepted == [])
    }

    @Test(arguments: GenuineDelivery.all) func `a secret that differs in one bit is another one`(
        _ delivery: GenuineDelivery
    ) {
        let bytes = Array(delivery.secret.utf8)
        let accepted = (0..<(bytes.count * 8)).filter { bit in
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            let scheme = delivery.scheme([Secret(String(decoding: changed, as: UTF8.self))])
            return scheme.refusal(of: delivery.request, at: delivery.now) == nil
        }
        #expect(accepted == [])
    }

    @Test(arguments: GenuineDelivery.all) func `of ten thousand changes none is accepted`(_ delivery: GenuineDelivery)
        throws
    {
        let scheme = delivery.genuine
        var generator = SeededGenerator(seed: 20_261_121)
        var changes = 0
        while changes < 10_000 {
            let part = try #require(delivery.parts.randomElement(using: &generator))
            let bytes = delivery.bytes(of: part)
            let request = delivery.replacing(part, with: Self.change(bytes, using: &generator))
            guard request != delivery.request else { continue }
            guard let proof = try? scheme.proof(of: request, at: delivery.now) else {
                changes += 1
                continue
            }
            // What a scheme passes over, such as a space after a comma, may be added: it changes nothing that is proved.
            try #require(delivery.isLonger(request, in: part) && proof == delivery.proof, "\(part): \(request)")
        }
    }

    private static func change(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &generator)
            let other = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[place] = .random(in: 0...255, using: &generator)
            case 1: bytes.insert(.random(in: 32...126, using: &generator), at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.swapAt(place, other)
            case 4: bytes.removeSubrange(place...)
            default: bytes.insert(contentsOf: bytes[min(place, other)...max(place, other)], at: place)
            }
        }
        return bytes
    }
}

extension GenuineDelivery {
    fileprivate func bytes(of part: Part) -> [UInt8] {
        switch part {
        case .body: Array(request.body)
        case .field(let name): Array((request.fields[name] ?? "").utf8)
        case .token: Array("steno=\(Self.token)".utf8)
        }
    }

    fileprivate func replacing(_ part: Part, with bytes: [UInt8]) -> WebhookRequest {
        var request = request
        switch part {
        case .body: request.body = Data(bytes)
        case .field(let name): request.fields[fields: name] = [HTTPField(name: name, value: bytes)]
        case .token: request.target = "/webhooks/aitronos?job=7&\(String(decoding: bytes, as: UTF8.self))&trace=%26"
        }
        return request
    }

    /// Whether a list of signatures holds everything that this delivery's holds, and more.
    fileprivate func isLonger(_ other: WebhookRequest, in part: Part) -> Bool {
        guard case .field(let name) = part, name == .webhookSignature || name == .list else { return false }
        func pieces(_ fields: HTTPFields) -> Set<Substring> {
            Set((fields[name] ?? "").split { $0 == " " || (name == .list && $0 == ",") })
        }
        return pieces(request.fields).isSubset(of: pieces(other.fields))
    }
}
