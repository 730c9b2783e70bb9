import Foundation
import Steno

/// The file that keys are kept in: lines `NAME=value`, readable only by its owner.
///
/// Empty lines and those that begin with `#` are passed over; `export` before a name and quotes around a value are taken
/// off, so that a shell can read the same file.
struct KeyFile {
    /// Where it is.
    let path: String
    /// Whether the user named it, so that it must be there.
    private let isNamed: Bool

    /// The file that `STENO_KEYS` names, otherwise the one below `HOME`; nil where there is neither, or `STENO_KEYS` is empty.
    init?(_ environment: [String: String]) {
        if let named = environment["STENO_KEYS"] {
            guard !named.isEmpty else { return nil }
            path = named
            isNamed = true
        } else {
            guard let home = environment["HOME"], !home.isEmpty else { return nil }
            path = home + "/.config/steno/keys"
            isNamed = false
        }
    }

    /// What the file says; nothing where there is no file and none was named.
    ///
    /// - Throws: ``TranscriptionError`` with code `permissionDenied` when others can read it, or `authentication` when it
    ///   cannot be read.
    func variables() throws -> [String: String] {
        guard let data = try content() else { return [:] }
        var variables: [String: String] = [:]
        let lines = String(decoding: data, as: UTF8.self).split(
            omittingEmptySubsequences: false,
            whereSeparator: \.isNewline
        )
        for (index, line) in lines.enumerated() {
            var text = line.trimmingCharacters(in: .whitespaces)
            if text.isEmpty || text.hasPrefix("#") { continue }
            if text.hasPrefix("export ") { text = String(text.dropFirst(7)).trimmingCharacters(in: .whitespaces) }
            guard let equals = text.firstIndex(of: "="), Self.isName(text[..<equals]) else {
                // The line itself may be a key, and is not told.
                throw refusal(.authentication, "Line \(index + 1) of \(path) is not of the form NAME=value.")
            }
            let value = text[text.index(after: equals)...].trimmingCharacters(in: .whitespaces)
            variables[String(text[..<equals])] = Self.unquoted(value)
        }
        return variables
    }

    /// The bytes of the file; nil where there is none and none was named.
    private func content() throws -> Data? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if !isNamed, errno == ENOENT || errno == ENOTDIR { return nil }
            throw refusal(
                .authentication,
                "The file of keys \(path) cannot be read: \(String(cString: strerror(errno)))."
            )
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // Of the file that was opened, so that it cannot be another one by now.
        guard let status = FileStatus(descriptor: descriptor) else {
            throw refusal(
                .authentication,
                "The file of keys \(path) cannot be read: \(String(cString: strerror(errno)))."
            )
        }
        guard status.isRegular else {
            throw refusal(.authentication, "\(path) is not a file of keys.")
        }
        guard status.owner == geteuid() else {
            throw refusal(
                .permissionDenied,
                "The file of keys \(path) belongs to another user; keys must be yours alone."
            )
        }
        guard !status.isOpenToOthers else {
            let command = "chmod 600 \(path.shellQuoted)"
            throw refusal(
                .permissionDenied,
                "Others can read or change the file of keys \(path); make it yours alone: \(command)"
            )
        }
        let largest = 1 << 20
        let data = try handle.read(upToCount: largest + 1) ?? Data()
        guard data.count <= largest else { throw refusal(.authentication, "\(path) is too large for a file of keys.") }
        return data
    }

    private func refusal(_ code: TranscriptionError.Code, _ message: String) -> TranscriptionError {
        TranscriptionError(code, message)
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= first) else { return false }
        return text.utf8.allSatisfy { byte in
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte || byte == UInt8(ascii: "_")
        }
    }

    private static func unquoted(_ value: String) -> String {
        for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
            return String(value.dropFirst().dropLast())
        }
        return value
    }
}
