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

    @Test("The oldest are forgotten when all together are too large")
    func sizes() {
        let jobs = RecentJobs<Int>(limit: 10, sizeLimit: 100)
        jobs.remember(1, of: "a", size: 40)
        jobs.remember(2, of: "b", size: 40)
        jobs.remember(3, of: "a", size: 60)
        #expect(jobs["a"] == 3 && jobs["b"] == 2)
        jobs.remember(4, of: "c", size: 1)
        #expect(jobs["a"] == nil && jobs["b"] == 2 && jobs["c"] == 4)
        jobs.remember(5, of: "d", size: 101)
        #expect(["b", "c", "d"].allSatisfy { jobs[$0] == nil })
    }

    @Test("What is remembered again after it was forgotten is new")
    func again() {
        let jobs = RecentJobs<Int>(limit: 2)
        for round in 0..<100 {
            jobs.remember(round, of: "a")
            jobs.remember(round, of: "b")
            jobs.forget("a")
        }
        jobs.remember(1, of: "a")
        jobs.remember(2, of: "c")
        #expect(jobs["b"] == nil)
        #expect(jobs["a"] == 1 && jobs["c"] == 2)
    }
}
