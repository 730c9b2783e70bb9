import Foundation

/// One of the providers behind a ``CompositeProvider``, by a name of its own.
///
/// The name is a part of every job's id, so it has to stay the same for as long as jobs are remembered. Two accounts of one
/// service are two members with two names.
///
/// ```swift
/// let provider = FallbackProvider(members: [
///     CompositeMember("soniox-eu", Soniox(apiKey: european)),
///     CompositeMember("soniox-us", Soniox(apiKey: american)) { $0.options.model = "stt-async-v4" },
/// ])
/// ```
public struct CompositeMember: Sendable {
    /// Makes a request suit one member.
    public typealias Preparation = @Sendable (_ request: inout TranscriptionRequest) throws -> Void

    /// The member's name.
    public let name: String
    /// Who transcribes.
    public let provider: any TranscriptionProvider

    /// What the ids of the member's jobs begin with: the name, without a colon.
    let prefix: String
    /// What the URLs that the member calls were signed for.
    let callbacks = CallbackMemory()
    private let callbackSigner: CallbackSigner?
    private let prepare: Preparation?

    /// Names a provider.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - provider: Who transcribes.
    ///   - callbackSigner: Signs the URL of a webhook where this member gives nothing else to tell its deliveries from
    ///     forgeries. A client's own signer would sign for the composite, which the member's verifier does not know. A
    ///     member that is a composite itself has its own members sign.
    ///   - prepare: Makes a request suit this member: what only it understands, such as the name of a model, or an address
    ///     of its own for webhooks. With nil, the member is given the request as it is.
    public init(
        _ name: String,
        _ provider: any TranscriptionProvider,
        callbackSigner: CallbackSigner? = nil,
        prepare: Preparation? = nil
    ) {
        self.name = name
        self.provider = provider
        self.callbackSigner = callbackSigner
        self.prepare = prepare
        prefix = name.percentEncodedName
    }

    /// The request as the member is given it.
    func prepared(_ request: TranscriptionRequest) throws -> TranscriptionRequest {
        var request = request
        try prepare?(&request)
        return try callbackSigner?.signed(request, for: provider) { UUID().uuidString }.request ?? request
    }

    /// The members with names that differ: of two with one name, the second is called `name-2`, and so on.
    static func distinct(_ members: [CompositeMember]) -> [CompositeMember] {
        var taken: Set<String> = []
        let given = Set(members.map(\.prefix))
        return members.map { member in
            if taken.insert(member.prefix).inserted { return member }
            var (number, renamed) = (2, member.renamed(2))
            while given.contains(renamed.prefix) || !taken.insert(renamed.prefix).inserted {
                number += 1
                renamed = member.renamed(number)
            }
            return renamed
        }
    }

    private func renamed(_ number: Int) -> CompositeMember {
        CompositeMember("\(name)-\(number)", provider, callbackSigner: callbackSigner, prepare: prepare)
    }
}

extension String {
    /// The bytes of this string, all but ASCII letters, digits and `-`, `.`, `_` written as `%` and two digits.
    fileprivate var percentEncodedName: String {
        utf8.reduce(into: "") { encoded, byte in
            let isPlain =
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
                default: false
                }
            if isPlain {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count < 2 ? "%0\(digits)" : "%\(digits)"
            }
        }
    }
}
