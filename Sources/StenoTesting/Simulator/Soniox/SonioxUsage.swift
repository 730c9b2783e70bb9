import Foundation
import Steno

/// What Soniox tells of the jobs that ended: a log with an entry for each, and sums for each day.
enum SonioxUsage {
    private static let model = "stt-async-v5"

    /// The window of time a report is asked for: from the start up to, but without, the end.
    private static func window(_ exchange: Exchange, days: Int) throws -> Range<Date> {
        var bounds: [Date] = []
        for name in ["start_time", "end_time"] {
            let text = exchange.query[name] ?? ""
            let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text)
            guard let date = date ?? (try? Date.ISO8601FormatStyle().parse(text)) else {
                throw InvalidParameter(name: name, message: "must be an ISO 8601 date and time in UTC")
            }
            bounds.append(date)
        }
        guard bounds[0] < bounds[1] else {
            throw InvalidParameter(name: "end_time", message: "must be after start_time")
        }
        guard bounds[1].timeIntervalSince(bounds[0]) <= Double(days) * day else {
            throw InvalidParameter(name: "end_time", message: "must be at most \(days) days after start_time")
        }
        return bounds[0]..<bounds[1]
    }

    /// An entry for each job that ended within the window, in order of its end.
    static func logs(of jobs: [SimulatedJob], _ exchange: Exchange) throws -> Answer {
        let limit = try exchange.int("limit", 1...1_000, default: 1_000)
        let order = exchange.query["sort"] ?? "end_time_asc"
        guard ["end_time_asc", "end_time_desc"].contains(order) else {
            throw InvalidParameter(name: "sort", message: "must be end_time_asc or end_time_desc")
        }
        let window = try window(exchange, days: 31)
        let ended = ended(jobs).filter { window.contains($0.end) }
        // A page begins with the highest number, and a job that ends between two pages must not change those of others.
        let numbered = ended.enumerated().map { index, entry in
            (number: order == "end_time_desc" ? index : (1 << 40) - index, entry: entry)
        }
        guard let page = Page(of: numbered, number: { $0.number }, after: exchange.query["cursor"], limit: limit) else {
            throw Refusal(400, "invalid_cursor", "The cursor is invalid.")
        }
        return .json(
            .object([
                "usage_logs": .array(page.elements.map { entry($0.entry.job, end: $0.entry.end) }),
                "next_page_cursor": .optional(page.next),
            ])
        )
    }

    private static func ended(_ jobs: [SimulatedJob]) -> [(job: SimulatedJob, end: Date)] {
        jobs.compactMap { job in job.endedAt.map { (job: job, end: $0) } }
            .sorted { ($0.end, $0.job.number) < ($1.end, $1.job.number) }
    }

    private static func seconds(_ job: SimulatedJob) -> Double {
        job.phase == .completed ? (job.transcript ?? .conversation).seconds : 0
    }

    private static func dollars(_ seconds: Double) -> JSONValue { .string(String(format: "%.10f", seconds / 36_000)) }

    private static func audioTokens(_ seconds: Double) -> Int { Int(seconds * 25 / 3) }

    private static func entry(_ job: SimulatedJob, end: Date) -> JSONValue {
        let seconds = seconds(job)
        var members: [String: JSONValue] = [
            "uuid": .string(job.id),
            "request_scope": .string("api"),
            "client_reference_id": .string(job.request.given("client_reference_id")?.string ?? ""),
            "model": .string(model),
            "start_time": SonioxWire.date(job.createdAt),
            "end_time": SonioxWire.date(end),
            "input_text_tokens": .integer(0),
            "input_audio_tokens": .integer(audioTokens(seconds)),
            "input_audio_duration_ms": .integer(Int(seconds * 1000)),
            "output_text_tokens": .integer(0),
            "output_audio_tokens": .integer(0),
            "output_audio_duration_ms": .integer(0),
        ]
        for name in ["cost_usd", "input_cost_usd", "input_audio_cost_usd"] { members[name] = dollars(seconds) }
        for name in ["input_text_cost_usd", "output_cost_usd", "output_text_cost_usd", "output_audio_cost_usd"] {
            members[name] = dollars(0)
        }
        return .object(members)
    }

    private static let day: Double = 86_400

    /// The sums of each day of the window, for all models and for each.
    static func summary(of jobs: [SimulatedJob], _ exchange: Exchange) throws -> Answer {
        let window = try window(exchange, days: 366)
        let first = (window.lowerBound.timeIntervalSince1970 / day).rounded(.down)
        let last = (window.upperBound.timeIntervalSince1970 / day).rounded(.up)
        let days = (0..<Int(last - first)).map { index in
            let start = Date(timeIntervalSince1970: (first + Double(index)) * day)
            return start..<start.addingTimeInterval(day)
        }
        let ended = ended(jobs)
        let seconds = days.map { day in ended.filter { day.contains($0.end) }.map { Self.seconds($0.job) } }
        let total = sums(model: nil, days: days.map(\.lowerBound), seconds: seconds)
        let isUsed = seconds.contains { !$0.isEmpty }
        let models = isUsed ? [sums(model: model, days: days.map(\.lowerBound), seconds: seconds)] : []
        return .json(.object(["total": total, "models": .array(models)]))
    }

    /// The lists have one element for each day.
    private static func sums(model: String?, days: [Date], seconds: [[Double]]) -> JSONValue {
        let style = Date.ISO8601FormatStyle().year().month().day()
        var members: [String: JSONValue] = [
            "model": .optional(model),
            "days": .array(days.map { .string($0.formatted(style)) }),
        ]
        let sums = seconds.map { $0.reduce(0, +) }
        let nothing = sums.map { _ in 0.0 }
        let costs = [
            "cost_usd": sums, "input_cost_usd": sums, "output_cost_usd": nothing, "duration_cost_usd": nothing,
        ]
        for (name, values) in costs {
            members[name] = .array(values.map(dollars))
            members["total_" + name] = dollars(values.reduce(0, +))
        }
        let milliseconds = sums.map { Int($0 * 1000) }
        let none = sums.map { _ in 0 }
        let counts = [
            "num_requests": seconds.map(\.count),
            "input_text_tokens": none,
            "input_audio_tokens": sums.map(audioTokens),
            "input_audio_duration_ms": milliseconds,
            "output_text_tokens": none,
            "output_audio_tokens": none,
            "output_audio_duration_ms": none,
            "duration_ms": none,
        ]
        for (name, values) in counts {
            members[name] = .array(values.map { .integer($0) })
            members["total_" + name] = .integer(values.reduce(0, +))
        }
        return .object(members)
    }
}
