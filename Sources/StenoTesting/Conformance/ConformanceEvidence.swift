import Foundation
package import Steno

/// What can be read out of values that a provider hands out, in every way in which they can be printed.
package enum ConformanceEvidence {
    /// An error in all its descriptions, those of its causes included.
    package static func text(of error: any Error) -> String {
        var parts = ["\(error)", String(reflecting: error), error.localizedDescription, dumped(error)]
        if let error = error as? TranscriptionError {
            parts += [error.message, error.providerMessage ?? "", error.providerCode ?? ""]
            if let job = error.job { parts.append(text(of: job)) }
            if let cause = error.underlying { parts.append(text(of: cause)) }
        }
        return parts.joined(separator: "\n")
    }

    /// A job in all its descriptions, with its payload and its JSON form.
    package static func text(of job: TranscriptionJob) -> String {
        let payload = job.raw.map { String(decoding: $0.data, as: UTF8.self) } ?? ""
        return [text(ofValue: job), payload].joined(separator: "\n")
    }

    /// A provider in its descriptions.
    ///
    /// It is not dumped: what it holds in the end, such as a session of Foundation, cannot be reflected everywhere.
    package static func text(of provider: any TranscriptionProvider) -> String {
        "\(provider)\n\(String(reflecting: provider))"
    }

    /// A value in all its descriptions, with its JSON form where it has one.
    package static func text(ofValue value: some Any) -> String {
        var parts = ["\(value)", String(reflecting: value), dumped(value)]
        if let value = value as? any Encodable, let json = try? JSONEncoder().encode(value) {
            parts.append(String(decoding: json, as: UTF8.self))
        }
        return parts.joined(separator: "\n")
    }

    private static func dumped(_ value: some Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }

    /// The forms in which a secret may be hidden in a text.
    package static func forms(of secret: String) -> Set<String> {
        let encoded = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret
        let base64 = Data(secret.utf8).base64EncodedString()
        return Set([secret, encoded, base64, secret.replacing("/", with: "\\/")]).filter { !$0.isEmpty }
    }
}
