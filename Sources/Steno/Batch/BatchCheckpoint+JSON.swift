/// The JSON form is an object with these members:
///
/// | member | holds |
/// |---|---|
/// | `version` | 1 |
/// | `provider` | the provider's name |
/// | `read`, `digest` | how many requests were read, and a digest over their fingerprints |
/// | `completed`, `failed` | arrays of pairs: the first place of a range and the one after its last |
/// | `audioDuration` | seconds |
/// | `unfinished` | an array of objects with `index`, `fingerprint` and `state`: `none`, `possible`, or `made` or `abandoned` with a `job` |
extension BatchCheckpoint: Codable {
    private static let version = 1

    private enum Member: CodingKey {
        case version
        case provider
        case read
        case digest
        case completed
        case failed
        case audioDuration
        case unfinished
    }

    private struct Entry: Codable {
        enum State: String, Codable {
            case none
            case possible
            case made
            case abandoned
        }

        var index: Int
        var fingerprint: String
        var state: State
        var job: JobID?
    }

    /// Reads the JSON form.
    ///
    /// - Throws: `DecodingError`, also for a version this one does not know.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        func damaged(_ member: Member, _ what: String) -> DecodingError {
            .dataCorruptedError(forKey: member, in: members, debugDescription: what)
        }
        let version = try members.decode(Int.self, forKey: .version)
        guard version == Self.version else { throw damaged(.version, "unknown version \(version)") }
        provider = try members.decode(ProviderID.self, forKey: .provider)
        audioDuration = try members.decode(Double.self, forKey: .audioDuration)
        let read = try members.decode(Int.self, forKey: .read)
        guard read >= 0 else { throw damaged(.read, "a negative count") }
        chain = RequestChain(count: read, digest: try members.decode(String.self, forKey: .digest))
        func places(_ member: Member) throws -> RangeSet<Int> {
            var places = RangeSet<Int>()
            for pair in try members.decode([[Int]].self, forKey: member) {
                guard pair.count == 2, 0 <= pair[0], pair[0] < pair[1], pair[1] <= read else {
                    throw damaged(member, "\(pair) is not a range")
                }
                places.insert(contentsOf: pair[0]..<pair[1])
            }
            return places
        }
        completed = try places(.completed)
        failed = try places(.failed)
        for entry in try members.decode([Entry].self, forKey: .unfinished) {
            guard 0..<read ~= entry.index, !isDone(entry.index), unfinished[entry.index] == nil else {
                throw damaged(.unfinished, "\(entry.index) is not the place of a request that is not done")
            }
            let stage: Stage? =
                switch entry.state {
                case .none: Stage.none
                case .possible: .possible
                case .made: entry.job.map { .made($0) }
                case .abandoned: entry.job.map { .abandoned($0) }
                }
            guard let stage else { throw damaged(.unfinished, "a job without an id") }
            unfinished[entry.index] = Unfinished(fingerprint: entry.fingerprint, stage: stage)
        }
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Member.self)
        try members.encode(Self.version, forKey: .version)
        try members.encode(provider, forKey: .provider)
        try members.encode(chain.count, forKey: .read)
        try members.encode(chain.digest, forKey: .digest)
        try members.encode(completed.ranges.map { [$0.lowerBound, $0.upperBound] }, forKey: .completed)
        try members.encode(failed.ranges.map { [$0.lowerBound, $0.upperBound] }, forKey: .failed)
        try members.encode(audioDuration, forKey: .audioDuration)
        let entries = unfinished.sorted { $0.key < $1.key }.map { index, entry in
            let state: Entry.State =
                switch entry.stage {
                case .none: .none
                case .possible: .possible
                case .made: .made
                case .abandoned: .abandoned
                }
            return Entry(index: index, fingerprint: entry.fingerprint, state: state, job: entry.stage.job)
        }
        try members.encode(entries, forKey: .unfinished)
    }
}
