public import Foundation
import HTTPTypes

extension Transcripts {
    /// One page of the transcripts the service remembers.
    ///
    /// The service documents the states `queued` and `completed` to choose by, and any word of
    /// ``JobStatus/unknown(_:)`` is sent as it is. For other states the page holds those of its jobs that are in it,
    /// and may be empty though others follow.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` for a limit that is not from 1 to 100.
    public func list(_ query: JobQuery) async throws -> JobPage {
        try await list(query, createdAfter: nil)
    }

    /// One page of the transcripts created in a stretch of time.
    ///
    /// How the service wants moments written is not documented: ``TranscriptsConfiguration/dateForm``.
    ///
    /// - Parameters:
    ///   - query: Which page, and which state.
    ///   - createdAfter: The earliest moment; nil for no limit.
    ///   - createdBefore: The latest moment; nil for no limit.
    /// - Returns: The page.
    /// - Throws: As for ``list(_:)``.
    public func list(
        _ query: JobQuery,
        createdAfter: Date?,
        createdBefore: Date? = nil
    ) async throws -> JobPage {
        var rules = RequestRules(of: id)
        rules.range(query.limit, "limit", 1...100)
        try rules.check()
        var call = HTTPCall(.get, "/v1/transcripts", operation: "list")
        func add(_ name: String, _ value: String?) {
            if let value { call.query.append(URLQueryItem(name: name, value: value)) }
        }
        add("limit", query.limit.map(String.init))
        add("cursor", query.cursor)
        add("status", query.status?.transcriptsFilter)
        add("created_after", createdAfter.map(written))
        add("created_before", createdBefore.map(written))
        let page = try await http.send(call).read(TranscriptsList.self, of: id)
        let jobs = page.transcripts.map { makeJob($0.value, payload: $0.bytes) }
        return JobPage(
            jobs: jobs.filter { query.status == nil || $0.status == query.status },
            nextCursor: jobs.isEmpty || page.hasMore == false ? nil : page.nextCursor
        )
    }

    /// All transcripts created in a stretch of time, page after page, as far as the caller reads.
    public func jobs(createdAfter: Date?, createdBefore: Date? = nil, _ query: JobQuery = .init()) -> JobSequence {
        CreationWindow(provider: self, after: createdAfter, before: createdBefore).jobs(query)
    }

    private func written(_ date: Date) -> String {
        switch configuration.dateForm {
        case .unixSeconds: "\(Int64(date.timeIntervalSince1970.rounded(.down)))"
        case .iso8601: date.wire
        }
    }
}

/// The service as if it knew only the transcripts of a stretch of time.
private struct CreationWindow: TranscriptionProvider {
    let provider: Transcripts
    let after: Date?
    let before: Date?

    var id: ProviderID { provider.id }
    var capabilities: Capabilities { provider.capabilities }

    func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob { try await provider.submit(request) }
    func job(_ id: JobID) async throws -> TranscriptionJob { try await provider.job(id) }
    func transcript(_ id: JobID) async throws -> Transcript { try await provider.transcript(id) }

    func list(_ query: JobQuery) async throws -> JobPage {
        try await provider.list(query, createdAfter: after, createdBefore: before)
    }
}
