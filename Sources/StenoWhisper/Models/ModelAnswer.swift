import Foundation
import HTTPTypes
import Steno

/// What the head of an answer means for a download.
enum ModelAnswer: Sendable, Equatable {
    /// Everything was there already.
    case complete
    /// What is there cannot be built on.
    case restart
    /// The body is the file from its beginning.
    case whole(PartialRecord)
    /// The body is the file from where we are, up to a last byte.
    case rest(PartialRecord, last: Int64)

    init(_ head: HTTPResponse, source: ModelSource, entry: WhisperModelEntry, have: Int64) throws {
        let fields = head.headerFields
        var record = PartialRecord(
            url: source.url,
            entityTag: fields[.eTag],
            lastModified: fields[.lastModified],
            totalByteCount: nil
        )
        switch head.status.code {
        case 200:
            record.totalByteCount = fields[.contentLength].flatMap { Int64($0) } ?? entry.byteCount
            self = .whole(record)
        case 206:
            let range = fields[.contentRange].flatMap(ContentRange.init)
            guard let range, range.start == have, let last = range.last else {
                self = .restart
                return
            }
            record.totalByteCount = range.total ?? entry.byteCount
            self = .rest(record, last: last)
        case 416 where have > 0:
            let total = fields[.contentRange].flatMap(ContentRange.init)?.total
            self = total == have && entry.byteCount ?? have == have ? .complete : .restart
        default:
            throw Self.failure(head, source: source, entry: entry)
        }
        if let total = record.totalByteCount, let wanted = entry.byteCount, total != wanted {
            throw TranscriptionError(
                .invalidModel,
                "\(ModelSource.shown(source.url)) has \(total) bytes, and \(wanted) are published for \(entry.name).",
                httpStatus: head.status.code
            )
        }
    }

    private static func failure(
        _ head: HTTPResponse,
        source: ModelSource,
        entry: WhisperModelEntry
    ) -> TranscriptionError {
        let place = ModelSource.shown(source.url)
        let status = head.status.code
        let wait = head.headerFields[.retryAfter].flatMap { Int($0) }.map { Duration.seconds(min(max($0, 0), 86_400)) }
        let (code, sentence, isRetryable): (TranscriptionError.Code, String, Bool) =
            switch status {
            case 404, 410: (.notFound, "The server has no file for \(entry.name) at \(place).", false)
            case 401: (.authentication, "The server wants a login for \(place).", false)
            case 403: (.permissionDenied, "The server refuses \(place).", false)
            case 429: (.rateLimited, "The server has had too many requests for \(place).", true)
            case 408, 416, 425, 500...599: (.connection, "The server failed on \(place) (HTTP \(status)).", true)
            default: (.invalidResponse, "The server gave an answer of no use for \(place) (HTTP \(status)).", false)
            }
        return TranscriptionError(code, sentence, httpStatus: status, isRetryable: isRetryable, retryAfter: wait)
    }
}

/// `Content-Range: bytes 100-199/1000`, with `*` for what is not said.
struct ContentRange: Sendable, Equatable {
    var start: Int64?
    var last: Int64?
    var total: Int64?

    init?(_ field: String) {
        let words = field.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        total = Int64(parts[1])
        if parts[0] != "*" {
            let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first <= last else {
                return nil
            }
            (start, self.last) = (first, last)
        }
    }
}
