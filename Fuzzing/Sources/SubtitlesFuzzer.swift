import Foundation
import Steno

/// Reads the bytes as subtitles of either format; what could be read is written, and read and written again it is the same.
@Sendable
func fuzzSubtitles(_ data: Data) {
    let text = String(decoding: data, as: UTF8.self)
    checkSubtitles(text, parse: { try SubRip.parse($0) }, write: SubRip.write)
    checkSubtitles(text, parse: WebVTT.parse, write: WebVTT.write)
    if let captions = try? SubRip.parse(text, speakerPrefix: true) { checkTimes(Transcript(captions: captions)) }
}

private func checkSubtitles(_ text: String, parse: (String) throws -> [Caption], write: ([Caption]) -> String) {
    guard let captions = try? parse(text) else { return }
    checkTimes(Transcript(captions: captions))
    let written = write(captions)
    do {
        let again = write(try parse(written))
        check(again.utf8.elementsEqual(written.utf8), "\(written) is not \(again)")
    } catch {
        check(false, "\(written) cannot be read again: \(error)")
    }
}
