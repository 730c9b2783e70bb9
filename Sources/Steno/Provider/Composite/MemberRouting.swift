/// The way from a composite provider to its members and back: ids, jobs, events and errors.
struct MemberRouting: Sendable {
    /// The composite.
    let owner: ProviderID
    let members: [CompositeMember]

    // MARK: Ids

    /// The composite's id of a member's job: the member's name, a colon, and the member's id as it is.
    func id(_ id: JobID, at member: CompositeMember) -> JobID {
        JobID(rawValue: "\(member.prefix):\(id.rawValue)")
    }

    /// Which member has a job, and by which id.
    func origin(of id: JobID) throws -> (member: CompositeMember, id: JobID) {
        // By bytes, as a colon and a mark that combines with it are one character.
        let bytes = id.rawValue.utf8
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            let member = members.first { $0.prefix.utf8.elementsEqual(bytes[..<colon]) }
            let rest = String(decoding: bytes[bytes.index(after: colon)...], as: UTF8.self)
            if let member { return (member, JobID(rawValue: rest)) }
        }
        let names = members.map(\.name).joined(separator: ", ")
        throw TranscriptionError(
            .notFound,
            "The id \(id.rawValue.debugDescription) names no member of \(owner), which has: \(names).",
            provider: owner
        )
    }

    // MARK: Jobs

    /// A member's job as the composite's.
    func job(_ job: TranscriptionJob, at member: CompositeMember) -> TranscriptionJob {
        var renamed = job
        renamed.id = id(job.id, at: member)
        renamed.provider = owner
        return renamed
    }

    /// A member's error as the composite's.
    func error(_ error: any Error, of member: CompositeMember) -> TranscriptionError {
        let own = TranscriptionError(error, of: member.provider)
        var translated = own
        translated.provider = owner
        translated.job = own.job.map { job($0, at: member) }
        translated.underlying = own
        return translated
    }

    // MARK: Operations

    /// Submits a request to one member.
    ///
    /// - Returns: The member's own job.
    func submit(
        _ request: TranscriptionRequest,
        to member: CompositeMember
    ) async -> Result<TranscriptionJob, MemberFailure> {
        let prepared: TranscriptionRequest
        do {
            prepared = try member.prepared(request)
        } catch {
            return .failure(MemberFailure(member, preparing: error))
        }
        do {
            let job = try await member.provider.submit(prepared)
            member.callbacks.note(prepared.webhook?.url, of: job.id)
            return .success(job)
        } catch {
            return .failure(MemberFailure(member, submitting: error))
        }
    }

    func job(_ id: JobID) async throws -> TranscriptionJob {
        let (member, own) = try origin(of: id)
        return try await call(member) { job(try await $0.job(own), at: member) }
    }

    func transcript(_ id: JobID) async throws -> Transcript {
        let (member, own) = try origin(of: id)
        return try await call(member) { try await $0.transcript(own) }
    }

    func cancel(_ id: JobID) async throws -> TranscriptionJob {
        let (member, own) = try origin(of: id)
        return try await call(member) { job(try await $0.cancel(own), at: member) }
    }

    func delete(_ id: JobID) async throws {
        let (member, own) = try origin(of: id)
        try await call(member) { try await $0.delete(own) }
    }

    func updates(of id: JobID) async throws -> AsyncThrowingStream<TranscriptionJob, any Error>? {
        let (member, own) = try origin(of: id)
        guard let pushed = try await call(member, { try await $0.updates(of: own) }) else { return nil }
        return AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    for try await snapshot in pushed { continuation.yield(job(snapshot, at: member)) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: self.error(error, of: member))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    func call<Value>(
        _ member: CompositeMember,
        _ body: (any TranscriptionProvider) async throws -> Value
    ) async throws -> Value {
        do {
            return try await body(member.provider)
        } catch {
            throw self.error(error, of: member)
        }
    }
}
