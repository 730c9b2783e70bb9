import Foundation
@testable import StenoProviders

/// Reads the bytes as a stream of events, whole and in pieces, and puts a job together from them.
@Sendable
func fuzzEvents(_ data: Data) {
    guard let first = data.first else { return }
    let stream = data.dropFirst()
    // Small, so that the limit is met too.
    let limit = 1_024
    let whole = try? events(of: stream, inPiecesOf: max(1, stream.count), limit: limit)
    let pieces = try? events(of: stream, inPiecesOf: 1 + Int(first % 16), limit: limit)
    if let whole, let pieces { check(whole == pieces, "\(whole) is not \(pieces)") }
    var assembly = SpeechIsCheapAssembly(warnings: [])
    for event in whole ?? [] where !assembly.isFinished {
        use(try? assembly.take(Data(event.data.utf8)))
    }
    if let transcript = assembly.job?.transcript { checkTimes(transcript) }
}

private func events(of stream: Data, inPiecesOf size: Int, limit: Int) throws -> [ServerSentEvent] {
    var parser = ServerSentEventParser(eventLimit: limit)
    var events: [ServerSentEvent] = []
    var rest = stream
    while !rest.isEmpty {
        events += try parser.append(Data(rest.prefix(size)))
        rest = rest.dropFirst(size)
    }
    if let last = parser.finish() { events.append(last) }
    return events
}
