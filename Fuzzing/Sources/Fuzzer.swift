import Foundation

/// The decoders that are fed with bytes, by name.
///
/// One is chosen with the variable `STENO_FUZZER`. A decoder throws for what it refuses, and what it throws is no finding; to
/// crash, to hang and to fail a check is.
let fuzzers: [String: @Sendable (Data) throws -> Void] = [
    "json": fuzzJSON
]

/// Gives one input to the chosen decoder; libFuzzer calls it.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    try? chosen(Data(UnsafeRawBufferPointer(start: start, count: count)))
    return 0
}

private let chosen: @Sendable (Data) throws -> Void = {
    let name = ProcessInfo.processInfo.environment["STENO_FUZZER"] ?? "json"
    guard let fuzzer = fuzzers[name] else {
        fatalError("STENO_FUZZER is \(name); it can be one of \(fuzzers.keys.sorted().joined(separator: ", "))")
    }
    return fuzzer
}()

/// Stops the fuzzer with a message if something is not as it has to be.
func check(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}
