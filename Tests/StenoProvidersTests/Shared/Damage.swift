import Foundation
import StenoTestSupport

extension Data {
    /// The body with one to four damages, as a bad line or a bad server may do them.
    func damaged(using generator: inout SeededGenerator) -> Data {
        var body = self
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            guard let place = body.indices.randomElement(using: &generator) else { break }
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: body[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: body.removeSubrange(place...)
            case 2: body.remove(at: place)
            default:
                let pieces = ["9", "-", "e99", "\"", "{", "]", "null", ",", "\\u", "9223372036854775807"]
                body.insert(contentsOf: Data((pieces.randomElement(using: &generator) ?? "").utf8), at: place)
            }
        }
        return body
    }
}
