import Foundation
import Steno

/// The decoders that are fed with bytes, by name; each has a folder of seeds in `Fuzzing/Corpus`.
///
/// The variable `STENO_FUZZER` chooses one. A decoder may refuse the bytes; to crash, to hang or to fail a check is a finding.
let fuzzers: [String: @Sendable (Data) -> Void] = [
    "json": fuzzJSON,
    "aitronos": fuzzAitronos,
    "events": fuzzEvents,
    "fields": fuzzFields,
    "pyai": fuzzPyAI,
    "refusal": fuzzRefusal,
    "soniox": fuzzSoniox,
    "speechischeap": fuzzSpeechIsCheap,
    "steno": fuzzSteno,
    "subtitles": fuzzSubtitles,
    "transcripts": fuzzTranscripts,
    "webhooks": fuzzWebhooks,
]

/// Gives one input to the chosen decoder; libFuzzer calls it.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen(Data(UnsafeRawBufferPointer(start: start, count: count)))
    return 0
}

private let chosen: @Sendable (Data) -> Void = {
    let name = ProcessInfo.processInfo.environment["STENO_FUZZER"] ?? ""
    guard let fuzzer = fuzzers[name] else {
        fatalError("STENO_FUZZER is “\(name)”; it has to be one of \(fuzzers.keys.sorted().joined(separator: ", "))")
    }
    return fuzzer
}()

/// Stops the fuzzer with a message if something is not as it has to be.
func check(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}

/// Checks what holds for every transcript, whatever a service sent: times are numbers, nothing ends before it starts, and it
/// can be written out.
func checkTimes(_ transcript: Transcript) {
    for word in transcript.words {
        check(word.start.isFinite && word.end.isFinite && word.start <= word.end, "\(word)")
    }
    for segment in transcript.segments {
        check(segment.start.isFinite && segment.end.isFinite && segment.start <= segment.end, "\(segment)")
    }
    for format in [TranscriptFormat.srt, .vtt, .json] { use(try? transcript.encoded(as: format)) }
}

/// Keeps the compiler from leaving out what is made only to see whether making it crashes.
@inline(never)
func use<Value>(_ value: Value) {
    withExtendedLifetime(value) {}
}
