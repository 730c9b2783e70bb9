import Crypto
import Foundation

extension TranscriptionRequest {
    /// Tells this request from others, in any process; how is said at ``BatchCheckpoint``.
    var fingerprint: String {
        if let idempotencyKey { return "key".fingerprint(Data(idempotencyKey.utf8)) }
        if let clientReference { return "reference".fingerprint(Data(clientReference.utf8)) }
        // Options that have no JSON form, which no provider takes, are told apart no further.
        let encoder = JSONEncoder.steno
        let described = [try? encoder.encode(options), try? encoder.encode(metadata)]
        return audio.fingerprint.fingerprint(described.reduce(into: Data()) { $0 += $1 ?? Data() })
    }
}

/// A digest over the fingerprints of the requests read, in order, to notice when they are others.
struct RequestChain: Sendable, Hashable {
    /// How many there are.
    private(set) var count = 0
    /// The digest over them.
    private(set) var digest = ""

    init() {}

    init(count: Int, digest: String) {
        self.count = count
        self.digest = digest
    }

    mutating func append(_ fingerprint: String) {
        count += 1
        digest = digest.fingerprint(Data(fingerprint.utf8))
    }
}

extension AudioSource {
    fileprivate var fingerprint: String {
        switch self {
        case .url(let url): "url".fingerprint(Data(url.absoluteString.utf8))
        case .file(let url): "file".fingerprint(Data(url.standardizedFileURL.path(percentEncoded: false).utf8))
        case .data(let data, let name): "data \(name ?? "")".fingerprint(data)
        case .stored(let id): "stored".fingerprint(Data(id.utf8))
        }
    }
}

extension String {
    /// Half of the SHA-256 of this text and some bytes: enough to tell apart what nobody forges.
    fileprivate func fingerprint(_ bytes: Data) -> String {
        var hash = SHA256()
        hash.update(data: Data(utf8))
        hash.update(data: Data([0]))
        hash.update(data: bytes)
        return Data(hash.finalize().prefix(16)).base64EncodedString()
    }
}
