import Foundation
import Steno

/// Reads the bytes as each of the documented JSON forms; what could be read is written, and reads as the same again.
@Sendable
func fuzzSteno(_ data: Data) {
    checkForm(TranscriptionRequest.self, data)
    checkForm(TranscriptionOptions.self, data)
    checkForm(Capabilities.self, data)
    checkForm(RawPayload.self, data)
    if let job = checkForm(TranscriptionJob.self, data), let transcript = job.transcript {
        use(transcript.srt())
    }
    if let transcript = checkForm(Transcript.self, data) {
        for format in TranscriptFormat.all { use(try? transcript.encoded(as: format)) }
    }
}

@discardableResult
private func checkForm<Form: Codable & Equatable>(_ type: Form.Type, _ data: Data) -> Form? {
    guard let form = try? JSONDecoder.steno.decode(type, from: data) else { return nil }
    do {
        let written = try JSONEncoder.steno.encode(form)
        let again = try JSONDecoder.steno.decode(type, from: written)
        check(again == form, "\(form) is not \(again)")
    } catch {
        check(false, "\(form) cannot be written and read again: \(error)")
    }
    return form
}
