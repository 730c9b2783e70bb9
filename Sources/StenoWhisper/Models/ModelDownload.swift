import Foundation
import HTTPTypes
import HTTPTypesFoundation
import Steno
import Synchronization

/// One download: transfers, each building on what the one before has brought, until the file is complete.
struct ModelDownload: Sendable {
    let entry: WhisperModelEntry
    let source: ModelSource
    let store: ModelStore
    let file: PartialFile
    let progress: @Sendable (ModelDownloadProgress) -> Void

    /// Fills and checks the partial file.
    func run() async throws {
        try await takeUp()
        let isResumed = await file.byteCount > 0
        try await fill()
        do {
            do {
                try await check()
            } catch let error as TranscriptionError where error.code == .invalidModel && isResumed {
                // What an earlier attempt left may be damaged, as after a loss of power.
                try await file.startOver(nil)
                try await fill()
                try await check()
            }
        } catch let error as TranscriptionError where error.code == .invalidModel {
            await file.discard()
            throw error
        }
    }

    private func fill() async throws {
        var failures = 0
        var furthest = await file.byteCount
        var url = source.url
        while true {
            do {
                url = try await transfer(from: url)
                if await isComplete { return }
            } catch let error as TranscriptionError where error.isRetryable {
                url = source.url
                let reached = await file.byteCount
                // A server that ignores ranges starts over each time, so only what goes beyond all before counts.
                if reached > furthest { failures = 0 }
                let gain = reached - furthest
                furthest = max(furthest, reached)
                failures += 1
                guard failures <= store.policy.maximumRetries else { throw gaveUp(error, reached) }
                if gain < 1 << 20 {
                    let asked = min(error.retryAfter ?? .zero, store.policy.maximumDelay)
                    try await store.clock.sleep(for: max(asked, store.policy.delay(afterFailure: failures)))
                }
            }
        }
    }

    private func check() async throws {
        let sum = await file.sum
        progress(ModelDownloadProgress(phase: .finishing, byteCount: sum.byteCount, totalByteCount: sum.byteCount))
        try ModelCheck(entry: entry, file: file.url).check(sum)
    }

    /// Decides whether what is there can be built on, and reads it.
    private func takeUp() async throws {
        let stored = await file.storedByteCount
        guard stored > 0 else { return }
        let record = await file.record
        // Without a checksum only the server can say that the file is still the same.
        let canResume = entry.sha256 != nil || (record?.url == source.url && record?.validator != nil)
        guard canResume, stored <= entry.byteCount ?? .max else { return try await file.startOver(nil) }
        progress(ModelDownloadProgress(phase: .resuming, byteCount: stored, totalByteCount: entry.byteCount))
        try await file.takeUp()
    }

    private func gaveUp(_ error: TranscriptionError, _ reached: Int64) -> TranscriptionError {
        var error = error
        error.message += " The download of \(entry.name) stopped at \(reached) bytes and can be taken up from there."
        return error
    }

    private var total: Int64? {
        get async { await file.record?.totalByteCount ?? entry.byteCount }
    }

    private var isComplete: Bool {
        get async {
            let (have, total) = await (file.byteCount, total)
            return have > 0 && have == total ?? have
        }
    }

    /// One request and its answer, ended when nothing comes for too long.
    ///
    /// Returns where the answer came from.
    private func transfer(from url: URL) async throws -> URL {
        let have = await file.byteCount
        if have > 0, have == entry.byteCount { return url }
        try store.checkRoom(for: entry, have: have, total: entry.byteCount)
        let activity = Activity()
        return try await withThrowingTaskGroup(of: URL?.self) { group in
            group.addTask { try await fetch(from: url, have, activity) }
            group.addTask { try await watch(activity) }
            defer { group.cancelAll() }
            return try await group.next().flatMap { $0 } ?? url
        }
    }

    private func watch(_ activity: Activity) async throws -> URL? {
        var (seen, quiet) = (activity.count, 0)
        while quiet < 4 {
            try await store.clock.sleep(for: store.policy.stallLimit / 4)
            let now = activity.count
            (seen, quiet) = (now, now == seen ? quiet + 1 : 0)
        }
        throw TranscriptionError(
            .timeout,
            "Nothing came from \(source.url.host ?? "the server") for \(store.policy.stallLimit).",
            isRetryable: true
        )
    }

    private func fetch(from url: URL, _ have: Int64, _ activity: Activity) async throws -> URL {
        let record = await file.record
        let isSameSource = record?.url == source.url
        let (response, url) = try await send(to: url, have, validator: isSameSource ? record?.validator : nil)
        activity.note()
        let answer = try ModelAnswer(response.head, source: source, entry: entry, have: have)
        var end: Int64?
        switch answer {
        case .complete:
            try await file.note(PartialRecord(url: source.url, totalByteCount: have))
            return url
        case .restart:
            try await file.startOver(nil)
            throw TranscriptionError(
                .connection,
                "The server has changed the file, or cannot send the rest of it.",
                isRetryable: true
            )
        case .whole(let new):
            try store.checkRoom(for: entry, have: 0, total: new.totalByteCount)
            try await file.startOver(new)
        case .rest(let new, let last):
            end = last + 1
            try store.checkRoom(for: entry, have: have, total: new.totalByteCount)
            if isSameSource, let old = record?.entityTag, let tag = new.entityTag, old != tag {
                try await file.startOver(nil)
                throw TranscriptionError(.connection, "The file has changed on the server.", isRetryable: true)
            }
            try await file.note(new)
        }
        try await take(response.body, upTo: end, activity)
        return url
    }

    private func take(_ body: HTTPBody, upTo end: Int64?, _ activity: Activity) async throws {
        let total = await total
        let limit = end ?? total
        var reported: Int64 = -1
        for try await chunk in body {
            activity.note()
            guard let have = try await file.append(chunk, upTo: limit ?? .max) else {
                await file.discard()
                throw TranscriptionError(
                    .invalidModel,
                    "The server sent more for \(entry.name) than it should have."
                )
            }
            if have - reported >= 256 << 10 || have == total {
                reported = have
                progress(ModelDownloadProgress(phase: .downloading, byteCount: have, totalByteCount: total))
            }
        }
        try Task.checkCancellation()
        let have = await file.byteCount
        guard have == limit ?? have, have > 0 else {
            throw TranscriptionError(.connection, "The server ended the transfer early.", isRetryable: true)
        }
    }

    /// Sends the request, to the places it is redirected to as well.
    ///
    /// It asks for a stretch at a time, because there are platforms on which a transfer cannot be slowed down: what comes
    /// faster than the disk takes it would pile up in memory.
    private func send(
        to url: URL,
        _ have: Int64,
        validator: String?
    ) async throws -> (HTTPStreamedResponse, from: URL) {
        var url = url
        for _ in 0..<6 {
            var request = HTTPRequest(method: .get, url: url)
            request.headerFields[.acceptEncoding] = "identity"
            request.headerFields[.userAgent] = "steno"
            request.headerFields[.range] = "bytes=\(have)-\(have + store.window - 1)"
            if have > 0, let validator { request.headerFields[.ifRange] = validator }
            let response = try await store.transport.send(request)
            guard [301, 302, 303, 307, 308].contains(response.head.status.code) else { return (response, url) }
            url = try ModelSource.redirect(from: url, response.head)
        }
        throw TranscriptionError(.invalidResponse, "\(ModelSource.shown(source.url)) redirects without end.")
    }
}

/// Counts signs of life.
private final class Activity: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }

    func note() {
        value.withLock { $0 += 1 }
    }
}
