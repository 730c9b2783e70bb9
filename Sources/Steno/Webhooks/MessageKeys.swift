import Crypto
import Foundation

/// The keys a signature may be made with, set up for use.
///
/// Every key is tried on every candidate, whichever matches, and the library that computes the codes compares them: what is
/// refused takes the same time wherever it is wrong.
struct MessageKeys: Sendable {
    private let codes: [HMAC<SHA256>]

    init(_ keys: [SymmetricKey]) {
        codes = keys.map(HMAC.init(key:))
    }

    /// Takes secrets literally; empty ones are left out.
    init(literal secrets: [Secret]) {
        self.init(secrets.compactMap { $0.withValue { $0.isEmpty ? nil : SymmetricKey(data: Data($0.utf8)) } })
    }

    var isEmpty: Bool { codes.isEmpty }

    /// The code of a message made with the first key; nil where there is none.
    func code(_ prefix: String, _ body: Data) -> HMAC<SHA256>.MAC? {
        codes.first.map { Self.code($0, Data(prefix.utf8), body) }
    }

    /// Compares the candidates with the codes of the message.
    ///
    /// - Parameters:
    ///   - candidates: What may be the code; one of another length matches nothing.
    ///   - prefix: What comes before the body in the message.
    ///   - body: The rest of the message, which is not copied.
    /// - Returns: Whether one matches; not which.
    func accept(anyOf candidates: [Data], for prefix: String, _ body: Data) -> Bool {
        let prefix = Data(prefix.utf8)
        var matches = 0
        for start in codes {
            let code = Self.code(start, prefix, body)
            for candidate in candidates where code == candidate { matches += 1 }
        }
        return matches > 0
    }

    private static func code(_ start: HMAC<SHA256>, _ prefix: Data, _ body: Data) -> HMAC<SHA256>.MAC {
        var code = start
        code.update(data: prefix)
        code.update(data: body)
        return code.finalize()
    }
}
