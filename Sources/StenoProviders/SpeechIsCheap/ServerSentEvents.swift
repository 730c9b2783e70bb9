import Foundation
import Steno

/// One event of a `text/event-stream`.
struct ServerSentEvent: Sendable, Hashable {
    /// The type; `message` where the stream names none.
    var type = "message"
    /// The data: the lines of the event, joined with line feeds.
    var data: String
    /// The last id the stream has given.
    var id = ""
}

/// Takes the events out of a `text/event-stream` that arrives in pieces of any size.
///
/// It follows the WHATWG's rules (HTML, 9.2.6), but for one: an event that the stream ends in the middle of, without the
/// empty line after it, is given by ``finish()``, because some servers leave the last empty line out.
struct ServerSentEventParser: Sendable {
    /// The most bytes one event may have: 64 MiB.
    static let eventLimit = 64 << 20

    private let limit: Int
    /// The line that is not complete yet.
    private var line = Data()
    private var isAtStart = true
    private var endsInCarriageReturn = false
    private var type = ""
    private var data: [String] = []
    private var id = ""
    private var size = 0

    init(eventLimit: Int = Self.eventLimit) {
        limit = eventLimit
    }

    /// Takes in a piece.
    ///
    /// - Returns: The events that are complete now.
    /// - Throws: ``TooLarge`` for an event of more than the limit; nothing can be read after it.
    mutating func append(_ piece: Data) throws -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        var rest = piece[...]
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            let part = rest[..<end]
            let isSecondHalf = endsInCarriageReturn && part.isEmpty && rest[end] == 0x0A && line.isEmpty
            endsInCarriageReturn = rest[end] == 0x0D
            rest = rest[(end + 1)...]
            // The line feed of a CR LF, whose line ended at the CR.
            if isSecondHalf { continue }
            line += part
            if let event = endLine() { events.append(event) }
            try checkSize()
        }
        if !rest.isEmpty { endsInCarriageReturn = false }
        line += rest
        try checkSize()
        return events
    }

    /// Says that the stream has ended.
    ///
    /// - Returns: The event that was not complete, if there is one.
    mutating func finish() -> ServerSentEvent? {
        if !line.isEmpty { _ = endLine() }
        return dispatch()
    }

    /// An event is too large.
    struct TooLarge: Error {}

    private func checkSize() throws {
        if size + line.count > limit { throw TooLarge() }
    }

    /// Reads the line that is complete now; an empty one ends the event.
    private mutating func endLine() -> ServerSentEvent? {
        var bytes = line[...]
        line = Data()
        if isAtStart {
            isAtStart = false
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        }
        guard !bytes.isEmpty else { return dispatch() }
        size += bytes.count
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        var value = bytes[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: bytes[..<colon], as: UTF8.self) {
        case "event": type = String(decoding: value, as: UTF8.self)
        case "data": data.append(String(decoding: value, as: UTF8.self))
        case "id" where !value.contains(0): id = String(decoding: value, as: UTF8.self)
        default: break
        }
        return nil
    }

    /// The event of the lines so far; nil where they hold no data.
    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            type = ""
            data = []
            size = 0
        }
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(type: type.isEmpty ? "message" : type, data: data.joined(separator: "\n"), id: id)
    }
}
