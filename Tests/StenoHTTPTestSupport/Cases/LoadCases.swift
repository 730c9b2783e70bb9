import Foundation
import HTTPTypes
import Steno
import Testing

extension TransportCase {
    static let loads = [
        TransportCase("sends many large bodies at the same time") { subject in
            try await LoopbackServer.with { connection in
                while try await connection.head() != nil {
                    var count = 0
                    while let more = try await connection.bodyPiece() { count += more }
                    try await connection.reply(.init(body: "\(count)".utf8))
                }
            } _: { server in
                let request = server.request(.post)
                let data = pattern(2 << 20)
                try await withThrowingTaskGroup(of: Data.self) { group in
                    for _ in 0..<24 { group.addTask { try await subject.transport.exchange(request, .data(data)).1 } }
                    for try await answer in group { #expect(answer == Data("\(data.count)".utf8)) }
                }
            }
        },
        TransportCase("holds no more than a little of a large body") { subject in
            try await LoopbackServer.with { connection in
                while try await connection.head() != nil {
                    try await connection.drainBody()
                    try await connection.reply(.init())
                }
            } _: { server in
                try await withLargeFile(192) { body in
                    try await expectGrowth(below: 64) {
                        let before = Footprint.now()
                        let peak = Counter()
                        let body = body.reportingProgress { _, _ in peak.raise(to: Int(Footprint.now().megabytes)) }
                        try await subject.transport.exchange(server.request(.post), body)
                        return Double(peak.value) - before.megabytes
                    }
                }
            }
        },
        TransportCase("keeps neither threads nor files nor memory for what is done") { subject in
            let answer = LoopbackReply(body: pattern(1000))
            try await LoopbackServer.with {
                try await $0.answer { _ in answer }
            } _: { server in
                let request = server.request(.post)
                func send(_ count: Int) async throws {
                    try await withThrowingTaskGroup { group in
                        for worker in 0..<8 {
                            group.addTask {
                                for number in 0..<count / 8 {
                                    let size = number % 50 == worker ? 1 << 20 : 100
                                    try await subject.transport.exchange(request, .data(Data(count: size)))
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                }
                try await send(200)
                let start = Footprint.now()
                try await expectGrowth(below: 64) {
                    let before = Footprint.now()
                    try await send(1000)
                    return Footprint.now().megabytes - before.megabytes
                }
                #if os(Linux)
                // Other tests run beside this one.
                let end = Footprint.now()
                #expect(end.threads <= start.threads + 40)
                #expect(end.files <= start.files + 100)
                #endif
            }
        },
    ]
}

/// Expects that work takes no more than so much memory.
///
/// Other tests of the process take some meanwhile, so the least of a few tries counts.
private func expectGrowth(below limit: Double, _ work: () async throws -> Double) async throws {
    var least = Double.infinity
    for _ in 0..<6 where least >= limit { least = min(least, try await work()) }
    #if os(Linux)
    #expect(least < limit)
    #endif
}

/// What this process holds, as Linux tells it.
struct Footprint {
    var threads: Int
    var files: Int
    var megabytes: Double

    static func now() -> Footprint {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        func value(_ key: String) -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix(key + ":") } ?? ""
            return Int(line.split { !$0.isNumber }.first ?? "") ?? 0
        }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        return Footprint(threads: value("Threads"), files: files, megabytes: Double(value("VmRSS")) / 1024)
    }
}
