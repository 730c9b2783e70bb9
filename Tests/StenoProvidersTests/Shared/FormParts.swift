import Foundation
import HTTPTypes
import StenoTestSupport

/// The parts of a form that was sent, in order.
struct FormParts {
    struct Part: Equatable {
        var name: String
        var fileName: String?
        var contentType: String?
        var text: String

        init(_ name: String, _ text: String, fileName: String? = nil, contentType: String? = nil) {
            self.name = name
            self.text = text
            self.fileName = fileName
            self.contentType = contentType
        }
    }

    var parts: [Part] = []

    /// Reads the body of a request; nil where that is no whole form.
    init?(_ sent: ScriptedTransport.Sent) {
        let type = sent.request.headerFields[.contentType] ?? ""
        guard type.hasPrefix("multipart/form-data; boundary="), let boundary = type.split(separator: "=").last else {
            return nil
        }
        let pieces = sent.text.components(separatedBy: "--\(boundary)")
        guard pieces.first == "", pieces.last == "--\r\n" else { return nil }
        for piece in pieces.dropFirst().dropLast() {
            let halves = piece.components(separatedBy: "\r\n\r\n")
            guard halves.count >= 2, piece.hasSuffix("\r\n") else { return nil }
            let head = halves[0]
            let text = halves.dropFirst().joined(separator: "\r\n\r\n").dropLast(1)
            guard let name = Self.quoted("name", in: head) else { return nil }
            let typeLine = head.components(separatedBy: "\r\n").first { $0.hasPrefix("Content-Type: ") }
            parts.append(
                Part(
                    name,
                    String(text),
                    fileName: Self.quoted("filename", in: head),
                    contentType: typeLine.map { String($0.dropFirst(14)) }
                )
            )
        }
    }

    private static func quoted(_ parameter: String, in head: String) -> String? {
        guard let start = head.range(of: " \(parameter)=\"") else { return nil }
        return head[start.upperBound...].split(separator: "\"", omittingEmptySubsequences: false).first.map(String.init)
    }
}
