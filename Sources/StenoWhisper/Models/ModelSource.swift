import Foundation
import HTTPTypes
import Steno

/// Where a model is fetched from, and which other places the server may send us to.
struct ModelSource: Sendable {
    let url: URL

    /// The published address, or the file of the same name below a mirror.
    init(_ entry: WhisperModelEntry, mirror: URL?) throws {
        url = mirror?.appending(path: entry.fileName, directoryHint: .notDirectory) ?? entry.url
        guard Self.isTrusted(url) else {
            throw TranscriptionError(
                .invalidRequest,
                "Models are fetched over https only, except from this machine itself; this address is not: \(Self.shown(url))."
            )
        }
    }

    /// Where an answer sends us.
    static func redirect(from url: URL, _ head: HTTPResponse) throws -> URL {
        guard let location = head.headerFields[.location],
            let target = URL(string: location, relativeTo: url)?.absoluteURL
        else {
            throw TranscriptionError(
                .invalidResponse,
                "\(shown(url)) redirects without saying where to.",
                httpStatus: head.status.code
            )
        }
        // A server elsewhere must not make us call services on this machine.
        guard isTrusted(target), !isLoopback(target) || isLoopback(url) else {
            throw TranscriptionError(
                .invalidResponse,
                "\(shown(url)) redirects to \(shown(target)), which is not fetched from: only https is.",
                httpStatus: head.status.code
            )
        }
        return target
    }

    /// An address without what may hold a secret: user, password, query.
    static func shown(_ url: URL) -> String {
        "\(url.scheme ?? "")://\(url.host ?? "")\(url.port.map { ":\($0)" } ?? "")\(url.path)"
    }

    private static func isTrusted(_ url: URL) -> Bool {
        guard let host = url.host, !host.isEmpty else { return false }
        return switch url.scheme?.lowercased() {
        case "https": true
        case "http": isLoopback(url)
        default: false
        }
    }

    private static func isLoopback(_ url: URL) -> Bool {
        guard let host = url.host?.lowercased() else { return false }
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
