import StenoTestSupport
import Testing

@testable import Steno

@Suite struct DueListTests {
    @Test func `the earliest that counts comes first`() {
        var watched: [JobID: WatchedJob] = [:]
        var list = DueList { item, job in job.due == item.moment }
        for (number, seconds) in [5, 3, 9, 1].enumerated() {
            let id = JobID(rawValue: "\(number)")
            watched[id] = WatchedJob(due: .seconds(seconds))
            list.add(.init(moment: .seconds(seconds), job: id, number: number), among: watched)
        }
        watched["3"]?.due = nil
        watched["1"] = nil
        #expect(list.first(among: watched)?.job == "0")
        list.removeFirst()
        #expect(list.first(among: watched)?.job == "2")
        list.removeAll()
        #expect(list.first(among: watched) == nil)
    }

    @Test func `what is due at one moment keeps its order`() {
        let watched: [JobID: WatchedJob] = ["x": WatchedJob()]
        var list = DueList { _, _ in true }
        for number in [4, 2, 3, 1] { list.add(.init(moment: .zero, job: "x", number: number), among: watched) }
        var order: [Int] = []
        while let item = list.first(among: watched) {
            order.append(item.number)
            list.removeFirst()
        }
        #expect(order == [1, 2, 3, 4])
    }

    @Test func `what no longer counts does not pile up`() {
        var watched: [JobID: WatchedJob] = ["x": WatchedJob()]
        var list = DueList { item, job in job.due == item.moment }
        for number in 1...100_000 {
            watched["x"]?.due = .seconds(number)
            list.add(.init(moment: .seconds(number), job: "x", number: number), among: watched)
            #expect(list.count <= 70)
        }
        #expect(list.first(among: watched)?.number == 100_000)
    }
}

@Suite struct BoundedMemoryTests {
    @Test func `the oldest are forgotten when there are too many`() {
        var memory = BoundedMemory<Int, String>(maximumCount: 3)
        for number in 1...5 { memory.insert("\(number)", for: number) }
        #expect((1...5).map { memory[$0] } == [nil, nil, "3", "4", "5"])
        memory.insert("again", for: 3)
        memory.insert("6", for: 6)
        #expect((3...6).map { memory[$0] } == ["again", nil, "5", "6"])
        memory.remove(5)
        memory.insert("7", for: 7)
        #expect([3, 5, 6, 7].map { memory[$0] } == ["again", nil, "6", "7"])
    }

    @Test func `the oldest are forgotten when they cost too much, and what costs too much alone is not kept`() {
        var memory = BoundedMemory<Int, Int>(maximumCount: 100, maximumCost: 10)
        memory.insert(1, for: 1, cost: 6)
        memory.insert(2, for: 2, cost: 4)
        #expect(memory.count == 2)
        memory.insert(3, for: 3, cost: 1)
        #expect([memory[1], memory[2], memory[3]] == [nil, 2, 3])
        memory.insert(4, for: 4, cost: 11)
        #expect(memory.count == 2)
        memory.insert(5, for: 3, cost: 11)
        #expect(memory[3] == nil)
    }

    @Test func `it stays within its bounds whatever comes`() {
        var generator = SeededGenerator(seed: 1)
        var memory = BoundedMemory<Int, Int>(maximumCount: 20, maximumCost: 100)
        var costs: [Int: Int] = [:]
        for step in 0..<20_000 {
            let key = Int.random(in: 0..<60, using: &generator)
            if Bool.random(using: &generator) {
                let cost = Int.random(in: 0..<30, using: &generator)
                memory.insert(step, for: key, cost: cost)
                costs[key] = cost
                #expect(memory[key] == step)
            } else {
                memory.remove(key)
                #expect(memory[key] == nil)
            }
            let kept = (0..<60).filter { memory[$0] != nil }
            #expect(kept.count == memory.count)
            #expect(kept.count <= 20)
            #expect(kept.reduce(0) { $0 + costs[$1, default: 0] } <= 100)
        }
    }
}
