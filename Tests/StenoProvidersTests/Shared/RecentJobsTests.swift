import Steno
import Testing

@testable import StenoProviders

@Suite("What is remembered of jobs")
struct RecentJobsTests {
    @Test("The oldest of the jobs remembered is forgotten first")
    func recentJobs() {
        let jobs = RecentJobs<Int>(limit: 2)
        jobs.remember(1, of: "a")
        jobs.remember(2, of: "b")
        jobs.remember(3, of: "a")
        jobs.remember(4, of: "c")
        #expect(jobs["a"] == nil)
        #expect(jobs["b"] == 2)
        #expect(jobs.forget("b") == 2)
        #expect(jobs.forget("b") == nil)
        jobs.remember(5, of: "d")
        #expect(jobs["c"] == 4)
        #expect(jobs["d"] == 5)
    }
}
