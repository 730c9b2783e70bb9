import Foundation

/// The lists of several providers as one, newest first.
struct MergedList {
    let routing: MemberRouting

    /// One member's page, as far as it has not been given out.
    private struct Lane {
        let member: CompositeMember
        var place: MergedCursor.Place
        var jobs: ArraySlice<TranscriptionJob>
        let next: String?
        /// Whether the last job given out was not on the page, and may be on the next.
        var isBehind = false

        /// When the next job was created, no later than the one before it.
        var date: Date? {
            guard let job = jobs.first else { return nil }
            let earlier = place.date ?? .distantFuture
            return min(job.createdAt ?? earlier, earlier)
        }

        /// Whether it is not known what comes next.
        var hasRunDry: Bool { jobs.isEmpty && next != nil }

        mutating func take() -> TranscriptionJob? {
            let date = date
            guard let job = jobs.popFirst() else { return nil }
            place.after = job.id
            place.date = date == .distantFuture ? nil : date
            isBehind = false
            return job
        }

        /// Goes on after the last job given out or, where that one is gone from the page, with what is not newer.
        mutating func leaveOutWhatWasGivenOut() {
            guard let last = place.after else { return }
            if let index = jobs.firstIndex(where: { $0.id == last }) {
                jobs = jobs[(index + 1)...]
            } else if let date = place.date {
                isBehind = true
                jobs = jobs.drop { job in job.createdAt.map { $0 > date } ?? false }
            }
        }

        /// Where the list goes on; nil at its end.
        var rest: MergedCursor.Place? {
            if !jobs.isEmpty { return place }
            return next.map { MergedCursor.Place(cursor: $0, after: isBehind ? place.after : nil, date: place.date) }
        }
    }

    func page(_ query: JobQuery) async throws -> JobPage {
        if let limit = query.limit, limit < 1 {
            throw refusal("A page of \(limit) jobs cannot be had from \(routing.owner).")
        }
        var lanes = try await lanes(of: try cursor(query), query)
        var jobs: [TranscriptionJob] = []
        while jobs.count < query.limit ?? .max, !lanes.contains(where: \.hasRunDry) {
            guard let index = newest(lanes), let job = lanes[index].take() else { break }
            jobs.append(routing.job(job, at: lanes[index].member))
        }
        let places = lanes.reduce(into: [:]) { $0[$1.member.prefix] = $1.rest }
        return JobPage(jobs: jobs, nextCursor: places.isEmpty ? nil : try MergedCursor(places: places).text)
    }

    private func newest(_ lanes: [Lane]) -> Int? {
        var found: (index: Int, date: Date)?
        for (index, lane) in lanes.enumerated() {
            guard let date = lane.date else { continue }
            if let found, found.date >= date { continue }
            found = (index, date)
        }
        return found?.index
    }

    // MARK: Fetching

    private func cursor(_ query: JobQuery) throws -> MergedCursor {
        let listing = routing.members.filter { $0.provider.capabilities.support(for: .list) != .unsupported }
        guard !listing.isEmpty else {
            throw TranscriptionError(
                .unsupportedOperation,
                "\(routing.owner) cannot list jobs, as none of its members can.",
                provider: routing.owner
            )
        }
        guard let text = query.cursor else { return MergedCursor(beginning: listing) }
        let cursor = MergedCursor(text)
        guard let cursor, Set(cursor.places.keys).isSubset(of: listing.map(\.prefix)) else {
            throw refusal("The cursor is of no list of \(routing.owner).")
        }
        return cursor
    }

    private func refusal(_ message: String) -> TranscriptionError {
        TranscriptionError(.invalidRequest, message, provider: routing.owner)
    }

    /// The pages of all members whose lists have not ended, in the order of the members.
    private func lanes(of cursor: MergedCursor, _ query: JobQuery) async throws -> [Lane] {
        try await withThrowingTaskGroup(of: (Int, Lane).self) { group in
            for (index, member) in routing.members.enumerated() {
                guard let place = cursor.places[member.prefix] else { continue }
                group.addTask { (index, try await lane(of: member, at: place, query)) }
            }
            var lanes: [(index: Int, lane: Lane)] = []
            for try await (index, lane) in group { lanes.append((index, lane)) }
            return lanes.sorted { $0.index < $1.index }.map(\.lane)
        }
    }

    private func lane(of member: CompositeMember, at place: MergedCursor.Place, _ query: JobQuery) async throws -> Lane
    {
        var asked = query
        asked.cursor = place.cursor
        if let most = member.provider.capabilities.listing?.maximumPageSize {
            asked.limit = asked.limit.map { min($0, most) }
        }
        let wanted = asked
        let page = try await routing.call(member) { try await $0.list(wanted) }
        if let next = page.nextCursor, next == place.cursor {
            throw TranscriptionError(
                .invalidResponse,
                "\(member.name) repeated a page of its list of jobs.",
                provider: routing.owner
            )
        }
        var lane = Lane(member: member, place: place, jobs: page.jobs[...], next: page.nextCursor)
        lane.leaveOutWhatWasGivenOut()
        return lane
    }
}
