import StenoTestSupport
import Testing

@testable import Steno

@Suite("Pauses before repetitions")
struct RetryPolicyTests {
    @Test("have ceilings that double up to the highest")
    func ceilings() {
        let policy = RetryPolicy()
        let ceilings = [0, 1, 2, 5, 6, 30, 1_000].map { policy.ceiling(ofRepetition: $0) }
        #expect(
            ceilings == [
                .milliseconds(500), .seconds(1), .seconds(2), .seconds(16), .seconds(20), .seconds(20), .seconds(20),
            ]
        )
    }

    @Test("are drawn evenly between nothing and the ceiling", arguments: 0..<4)
    func jitter(repetition: Int) {
        let policy = RetryPolicy()
        let ceiling = policy.ceiling(ofRepetition: repetition) / .seconds(1)
        var generator: any RandomNumberGenerator & Sendable = SeededGenerator(seed: 20_261_121)
        let draws = (0..<10_000).map { _ in
            policy.pause(beforeRepetition: repetition, using: &generator) / .seconds(1)
        }
        let mean = draws.reduce(0, +) / Double(draws.count)
        #expect(abs(mean - ceiling / 2) <= 0.02 * ceiling / 2)
        #expect(draws.allSatisfy { 0...ceiling ~= $0 })
        for quarter in 0..<4 {
            let share = draws.count { Int($0 / ceiling * 4) == quarter }
            #expect(abs(Double(share) - 2_500) < 150)
        }
    }

    @Test("are the same for the same seed")
    func seeded() {
        let draw = { (seed: UInt64) -> [Duration] in
            var generator: any RandomNumberGenerator & Sendable = SeededGenerator(seed: seed)
            return (0..<8).map { RetryPolicy().pause(beforeRepetition: $0, using: &generator) }
        }
        #expect(draw(7) == draw(7))
        #expect(draw(7) != draw(8))
    }

    @Test("make sense whatever the values are")
    func nonsense() {
        var generator: any RandomNumberGenerator & Sendable = ConstantGenerator(.max)
        let policies = [
            RetryPolicy(baseDelay: .seconds(-1), maximumDelay: .seconds(-1)),
            RetryPolicy(baseDelay: .seconds(Int64.max), maximumDelay: .seconds(Int64.max)),
            RetryPolicy(baseDelay: .zero), RetryPolicy(maximumDelay: .zero),
        ]
        for policy in policies {
            for repetition in [0, 1, 29, 30, .max] {
                let pause = policy.pause(beforeRepetition: repetition, using: &generator)
                #expect(.zero ... .seconds(1_000_000_000) ~= pause)
            }
        }
    }
}

@Suite("The budget of repetitions")
struct RetryBudgetTests {
    @Test("is used up, and filled again by successes alone")
    func life() {
        let budget = RetryBudget(RetryPolicy(budget: 3, budgetRefund: 0.1))
        #expect((0..<5).map { _ in budget.take() } == [true, true, true, false, false])
        for _ in 0..<9 { budget.refill() }
        #expect(!budget.take())
        budget.refill()
        #expect(budget.take())
        #expect(!budget.take())
    }

    @Test("never holds more than at first")
    func capacity() {
        let budget = RetryBudget(RetryPolicy(budget: 2, budgetRefund: 5))
        for _ in 0..<100 { budget.refill() }
        #expect((0..<3).map { _ in budget.take() } == [true, true, false])
    }

    @Test("makes sense whatever the values are", arguments: [-1, 0, .max])
    func nonsense(capacity: Int) {
        for refund in [-1, 0, .nan, .infinity, 1e300] {
            let budget = RetryBudget(RetryPolicy(budget: capacity, budgetRefund: refund))
            budget.refill()
            #expect(budget.take() == (capacity > 0))
        }
    }

    @Test("is exact when many take and give at once")
    func concurrency() async {
        let budget = RetryBudget(RetryPolicy(budget: 100, budgetRefund: 0.001))
        let taken = await withTaskGroup { group in
            for _ in 0..<10 {
                group.addTask {
                    (0..<100).reduce(0) { taken, _ in
                        budget.refill()
                        return taken + (budget.take() ? 1 : 0)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(100...101 ~= taken)
    }
}
