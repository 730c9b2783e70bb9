import Foundation
import HTTPTypes
import HTTPTypesFoundation
import Steno
import StenoTestSupport
import StenoTesting

/// Sends deliveries of its own making: what was really sent, with another job's id in it.
struct ChaosForger {
    let simulator: Simulator

    /// Forges once after each event, until there are no more or the task is cancelled.
    ///
    /// - Returns: How many were sent, and how many of them were taken for genuine though they were signed.
    func run(after events: AsyncStream<Void>, seed: UInt64) async -> (sent: Int, believed: Int) {
        var generator = SeededGenerator(seed: seed)
        var (sent, believed) = (0, 0)
        for await _ in events {
            guard let status = await forge(using: &generator) else { continue }
            sent += 1
            if status.isSigned, status.code < 300 { believed += 1 }
        }
        return (sent, believed)
    }

    private func forge(using generator: inout SeededGenerator) async -> (code: Int, isSigned: Bool)? {
        let deliveries = simulator.deliveries.suffix(50)
        guard
            let real = deliveries.randomElement(using: &generator),
            let other = deliveries.filter({ $0.service == real.service && $0.jobID != real.jobID })
                .randomElement(using: &generator),
            let url = URL(string: real.url)
        else { return nil }
        let body = Data(real.body.replacing(real.jobID, with: other.jobID).utf8)
        var request = HTTPRequest(method: .post, url: url)
        for (name, value) in real.fields {
            if let name = HTTPField.Name(name) { request.headerFields[name] = value }
        }
        let isSigned = [.pyai, .transcripts].contains(real.service)
        guard let answer = try? await URLSessionTransport.shared.send(request, body: .data(body)) else { return nil }
        return (answer.head.status.code, isSigned)
    }
}
