import Foundation
import Steno
import Synchronization

/// Remembers which answer a create request with an idempotency key got.
final class ReplayTable: Sendable {
    private struct Entry {
        var body: JSONValue
        /// Nil while the first request is still being answered.
        var answer: Answer?
        var expiry: Duration
    }

    enum Outcome: Sendable {
        /// The request is the first with its key.
        case first
        /// The request came before; this was the answer.
        case replay(Answer)
        /// The key came before with another body, or the first request has no answer yet.
        case conflict
    }

    private let agenda: Agenda
    private let lifetime: Duration
    private let entries = Mutex<[String: Entry]>([:])

    init(agenda: Agenda, lifetime: Duration) {
        self.agenda = agenda
        self.lifetime = lifetime
    }

    /// Looks a key up and, when it is new, takes it.
    func begin(_ key: String, body: JSONValue) -> Outcome {
        entries.withLock { entries in
            let now = agenda.now
            if let entry = entries[key], entry.expiry > now {
                guard entry.body == body, let answer = entry.answer else { return .conflict }
                return .replay(answer)
            }
            entries[key] = Entry(body: body, answer: nil, expiry: now + lifetime)
            return .first
        }
    }

    /// Notes the answer of the first request; without one the key is free again.
    func end(_ key: String, answer: Answer?) {
        entries.withLock { entries in
            if let answer { entries[key]?.answer = answer } else { entries[key] = nil }
        }
    }

    /// Answers a request once for each key.
    ///
    /// - Throws: the refusal given for a conflict, or what the closure throws; a request that was refused can be repeated.
    func answer(
        key: String?,
        body: JSONValue,
        conflict: Refusal,
        _ create: () throws -> Answer
    ) throws -> Answer {
        guard let key else { return try create() }
        switch begin(key, body: body) {
        case .replay(let answer): return answer
        case .conflict: throw conflict
        case .first:
            do {
                let answer = try create()
                end(key, answer: answer)
                return answer
            } catch {
                end(key, answer: nil)
                throw error
            }
        }
    }

    func clear() {
        entries.withLock { $0 = [:] }
    }
}
