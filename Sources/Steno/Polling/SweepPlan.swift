/// When reading pages of a provider's list of jobs is cheaper than asking for the jobs one after the other.
struct SweepPlan: Sendable {
    /// What pages hold where the provider does not say.
    private static let usualPageSize = 20
    /// Larger pages than any provider has are not believed in.
    private static let largestPageSize = 100_000
    /// How many pages in a row that hold none of the jobs are read at most, however many jobs are looked for.
    private static let mostBarrenPages = 50
    /// How long no sweep is tried after one that found hardly anything: the jobs are not in the list, or far down.
    private static let pauseAfterLittle: Duration = .seconds(300)
    /// How long none is tried after an error that may pass by itself.
    private static let pauseAfterError: Duration = .seconds(30)
    /// How long none is tried after an error that will not, such as that the key may not list.
    private static let pauseAfterRefusal: Duration = .seconds(3600)

    private let pageSize: Int
    private var last: (pages: Int, watched: Int)?
    private var pauseEnd: Duration = .zero

    init(_ listing: Capabilities.Listing) {
        pageSize = min(max(listing.maximumPageSize ?? Self.usualPageSize, 1), Self.largestPageSize)
    }

    /// How many pages a sweep is expected to need: as many for each job as the last did.
    ///
    /// Where that is too few, because the jobs are far down in the list, the next sweep teaches better.
    func pages(watching watched: Int) -> Int {
        let (pages, jobs) = last ?? (1, pageSize)
        return max((pages * watched + jobs - 1) / jobs, 1)
    }

    /// Whether to sweep instead of sending this many asks.
    ///
    /// Twice as many asks as pages, because a page is more work for both sides and jobs may not be in the list.
    func isCheaper(than asks: Int, watching watched: Int, at now: Duration) -> Bool {
        now >= pauseEnd && asks > 2 * pages(watching: watched)
    }

    /// Whether to read a further page for the rest of the jobs, those that have not been seen yet, after so many pages in a
    /// row that held none of them.
    ///
    /// Asking for one of the rest costs as much as a page. That the jobs are not in the list at all costs a quarter more than
    /// asking for them would have cost.
    static func goesOn(rest: Int, barren: Int) -> Bool {
        rest > 1 && 4 * barren < rest && barren < mostBarrenPages
    }

    /// Learns from a sweep.
    mutating func learn(pages: Int, found: Int, watching watched: Int, at now: Duration) {
        if found > pages {
            last = (pages, max(watched, 1))
        } else {
            pauseEnd = now + Self.pauseAfterLittle
        }
    }

    /// Learns from a page that did not come.
    mutating func learn(from error: TranscriptionError, at now: Duration) {
        let pause = error.isRetryable ? Self.pauseAfterError : Self.pauseAfterRefusal
        pauseEnd = now + max(pause, min(error.retryAfter ?? .zero, Self.pauseAfterRefusal))
    }
}
