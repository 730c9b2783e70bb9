#if os(Linux)
import Foundation
import Testing

/// What a program pays that imports nothing but `Steno`.
@Suite struct LinkageTests {
    private let program = Bundle.main.bundleURL.appending(path: "StenoAlone")

    @Test func theCoreNeedsNoLibraryButSwiftsAndTheSystems() throws {
        let ldd = Process()
        ldd.executableURL = URL(fileURLWithPath: "/usr/bin/ldd")
        ldd.arguments = [program.path]
        let output = Pipe()
        ldd.standardOutput = output
        try ldd.run()
        let listing = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        ldd.waitUntilExit()
        try #require(listing.contains("libFoundation.so"))
        for library in ["libwhisper", "libggml", "libavformat", "libavcodec", "libswresample", "libsqlite3", "libpq."] {
            #expect(!listing.contains(library), "\(library)")
        }
    }

    @Test func theCoreHoldsNoServer() throws {
        let content = try Data(contentsOf: program, options: .alwaysMapped)
        func holds(_ module: String) -> Bool { content.range(of: Data("\(module.utf8.count)\(module)".utf8)) != nil }
        try #require(holds("Steno"))
        for module in ["NIOCore", "NIOPosix", "AsyncHTTPClient", "Hummingbird", "ArgumentParser"] {
            #expect(!holds(module), "\(module)")
        }
    }
}
#endif
