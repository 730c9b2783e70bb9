import Crypto
import Foundation
import HTTPTypes
import Steno

/// How long a refusal takes, by the place of the first wrong byte of the signature.
struct RefusalTime {
    var subject: Subject

    func measure() throws {
        let signature = try signature()
        let requests = (0..<signature.count).map { place in
            var wrong = signature
            wrong[place] ^= 0x55
            var request = subject.request
            request.fields[subject.header] = subject.write(wrong)
            return request
        }
        let medians = ByPlace(count: requests.count).measure { place in
            let request = requests[place]
            var refusals = 0
            for _ in 0..<100 where (try? subject.scheme.proof(of: request, at: subject.now)) == nil { refusals += 1 }
            return refusals / 100
        }
        medians.show("refusal, \(subject.title)")
    }

    /// The right signature.
    private func signature() throws -> Data {
        let key = SymmetricKey(data: Data(Subject.key.utf8))
        let texts = ["msg_2KWPBgLlAfxdpx2.1788800000.", "1788800000."]
        let codes = texts.map {
            Data(HMAC<SHA256>.authenticationCode(for: Data($0.utf8) + subject.request.body, using: key))
        }
        let given = subject.request.fields[subject.header]
        guard let signature = codes.first(where: { subject.write($0) == given }) else {
            throw Failure(description: "\(subject.title): the signature is another one")
        }
        return signature
    }
}

/// What the same measurement shows of a comparison that stops at the first difference.
struct EarlyExit {
    func measure() {
        let right = [UInt8](repeating: 7, count: 32)
        // A hundred of each, so that no comparison can be taken from the one before.
        let wrong = right.indices.map { place in
            (0..<100).map { number in
                var bytes = right
                bytes[place] = UInt8(100 + number)
                return bytes
            }
        }
        let medians = ByPlace(count: right.count).measure { place in
            var equals = 0
            for candidate in wrong[place] where isEqual(right, candidate) { equals += 1 }
            return 1 - equals
        }
        medians.show("comparing 32 bytes up to the first difference, for contrast")
    }

    @inline(never)
    private func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        for place in left.indices where left[place] != right[place] { return false }
        return true
    }
}
