import Foundation

/// Scheme, host and port: what has to be the same for two addresses to belong to one server.
struct HTTPOrigin: Sendable, Hashable {
    /// `http` or `https`.
    let scheme: String
    /// In lower case; an IPv6 address has no brackets.
    let host: String
    /// Nil for the scheme's own.
    let port: Int?

    /// The origin of an address, or nil where it has none that can be used.
    init?(_ components: URLComponents) {
        guard let scheme = components.scheme?.lowercased(), ["http", "https"].contains(scheme) else { return nil }
        guard let host = components.encodedHost?.lowercased().trimmingPrefix("["), !host.isEmpty else { return nil }
        self.scheme = scheme
        self.host = host.hasSuffix("]") ? String(host.dropLast()) : String(host)
        port = components.port == (scheme == "https" ? 443 : 80) ? nil : components.port
    }

    var isSecure: Bool { scheme == "https" }

    /// Host and port as a request names them.
    var authority: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(host):\($0)" } ?? host
    }

    /// Whether the host is this machine: `localhost`, 127.0.0.0/8 or ::1.
    var isLoopback: Bool {
        if ["localhost", "::1"].contains(host) { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers.first == 127 && !numbers.contains(nil)
    }
}

/// Where a request goes.
struct HTTPAddress: Sendable, Hashable {
    let origin: HTTPOrigin
    /// Path and query, percent-encoded.
    let path: String

    /// The address of a call below a base URL.
    ///
    /// - Throws: `invalidRequest` for a base URL that cannot be used. The message does not repeat it, as it may hold what it
    ///   should not.
    init(base: String, path: HTTPPath, query: [URLQueryItem]) throws {
        guard let components = URLComponents(string: base), let origin = HTTPOrigin(components) else {
            throw TranscriptionError(.invalidRequest, "The base URL is not a URL that begins with https:// and a host.")
        }
        guard components.user == nil, components.password == nil else {
            throw TranscriptionError(.invalidRequest, "The base URL must not hold a user name or a password.")
        }
        guard components.query == nil, components.fragment == nil else {
            throw TranscriptionError(.invalidRequest, "The base URL must end with its path.")
        }
        self.origin = origin
        let items = query.map { item in
            item.name.percentEncoded + (item.value.map { "=" + $0.percentEncoded } ?? "")
        }
        self.path =
            Self.prefix(components.percentEncodedPath, before: path.encoded) + path.encoded
            + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
    }

    /// An address as a service gave it, or nil where it cannot be used.
    init?(_ url: URL) {
        guard let components = URLComponents(string: url.absoluteString), let origin = HTTPOrigin(components),
            components.user == nil, components.password == nil
        else { return nil }
        self.origin = origin
        let path = components.percentEncodedPath
        self.path = (path.isEmpty ? "/" : path) + (components.percentEncodedQuery.map { "?" + $0 } ?? "")
    }

    /// What is secret about a signed address: path and query as a whole, and each value of the query that is long enough to
    /// be a signature, as an error page may repeat it alone.
    var secrets: [Secret] {
        let query = path.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let values = query.split(separator: "&").compactMap { item in
            item.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init)
        }
        let forms = values.flatMap { [$0, $0.removingPercentEncoding ?? $0] }
        return ([path] + forms).filter { $0.count >= 8 }.map { Secret($0) }
    }

    /// Where a redirection leads, or nil where that is no address.
    func following(_ location: String) -> HTTPAddress? {
        guard let current = URL(string: "\(origin.scheme)://\(origin.authority)\(path)") else { return nil }
        return URL(string: location, relativeTo: current).flatMap { HTTPAddress($0.absoluteURL) }
    }

    /// The base URL's own path without final slashes, and without a final version such as `/v1` that the path repeats.
    private static func prefix(_ base: String, before path: String) -> String {
        var prefix = Substring(base)
        while prefix.hasSuffix("/") { prefix.removeLast() }
        guard let slash = prefix.lastIndex(of: "/") else { return String(prefix) }
        let version = prefix[prefix.index(after: slash)...]
        let isVersion = version.first == "v" && version.count > 1 && version.dropFirst().allSatisfy(\.isWholeNumber)
        guard isVersion, path == "/" + version || path.hasPrefix("/" + version + "/") else { return String(prefix) }
        return String(prefix[..<slash])
    }
}
