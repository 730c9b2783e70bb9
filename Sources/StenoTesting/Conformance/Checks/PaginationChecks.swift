import Steno

extension ConformanceCheck {
    /// Lists are walked page by page, without losing a job and without end.
    static let pagination: [Self] = [
        Self("pages-hold-every-job-once", "Walking the pages finds every job once, and comes to an end.") { probe in
            try probe.needsList()
            var made: [JobID] = []
            for _ in 0..<5 {
                made.append(try await probe.submit().id)
                try await probe.subject.proceed()
            }
            var found: [TranscriptionJob] = []
            var cursors: Set<String> = []
            var query = JobQuery(limit: 2)
            while true {
                let asked = query
                let page = try await probe.result(of: "list") { try await probe.provider.list(asked) }
                probe.expect(page.jobs.count <= 2, "at most 2 jobs in a page", saw: "\(page.jobs.count)")
                found += page.jobs
                guard let cursor = page.nextCursor else { break }
                guard cursors.insert(cursor).inserted else {
                    return probe.fail("a new cursor with each page", saw: "\(cursor) again")
                }
                query.cursor = cursor
            }
            let ids = found.map(\.id)
            probe.expect(Set(ids).count == ids.count, "no job twice", saw: "\(ids)")
            probe.expect(Set(made).isSubset(of: ids), "all of \(made)", saw: "\(ids)")
            let dates = found.compactMap(\.createdAt)
            probe.expect(dates == dates.sorted(by: >), "the newest job first", saw: "\(dates)")
            for job in found {
                probe.expect(job.provider == probe.provider.id, "jobs of \(probe.provider.id)", saw: "\(job.provider)")
            }
            var walked: [JobID] = []
            do {
                for try await job in probe.provider.jobs(.init(limit: 2)) { walked.append(job.id) }
            } catch {
                probe.fail("the sequence of jobs to come to its end", saw: "\(error)")
            }
            probe.expect(walked == ids, "the same jobs in the sequence, \(ids)", saw: "\(walked)")
        },
        Self("lists-are-filtered-by-state", "A list of the jobs in one state holds no others.") { probe in
            try probe.needsList()
            let ended = try await probe.ended(try await probe.submit().id)
            try await probe.arrange(.jobsDoNotEnd)
            let open = try await probe.submit()
            let page = try await probe.result(of: "list of completed jobs") {
                try await probe.provider.list(.init(status: .completed))
            }
            let states = Set(page.jobs.map(\.status))
            probe.expect(states.isSubset(of: [.completed]), "completed jobs only", saw: "\(states)")
            let ids = page.jobs.map(\.id)
            probe.expect(ids.contains(ended.id), "the job \(ended.id)", saw: "\(ids)")
            probe.expect(!ids.contains(open.id), "no job that goes on", saw: "\(open.id)")
        },
        Self("strange-cursors-are-refused", "A cursor of no list is refused, or leads to an empty page.") { probe in
            try probe.needsList()
            _ = try await probe.submit()
            let outcome = await probe.outcome(of: "list from a strange cursor") {
                try await probe.provider.list(.init(cursor: "no such cursor"))
            }
            switch outcome {
            case .success(let page): probe.expect(page.jobs.isEmpty, "no jobs", saw: "\(page.jobs.map(\.id))")
            case .failure(let error):
                let isKnown = [.invalidRequest, .notFound, .invalidState].contains(error.code)
                probe.expect(isKnown, "invalidRequest", saw: "\(error)")
            }
        },
    ]
}

extension ConformanceProbe {
    fileprivate func needsList() throws {
        guard provider.capabilities.support(for: .list) != .unsupported else {
            throw skip("the provider has no list")
        }
    }
}
