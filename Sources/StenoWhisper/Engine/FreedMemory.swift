import Foundation

/// Memory that whisper.cpp has freed and the C library keeps.
enum FreedMemory {
    private typealias Trim = @convention(c) (Int) -> Int32

    #if os(Linux)
    /// glibc's `malloc_trim`; no other C library has it, or needs it.
    private static let trim = dlsym(nil, "malloc_trim").map { unsafeBitCast($0, to: Trim.self) }
    #else
    private static let trim: Trim? = nil
    #endif

    /// Gives it back to the system.
    ///
    /// A job works with some hundred megabytes. Once blocks of that size have been freed, glibc serves their like from its
    /// heaps, of which every thread may get another, and keeps those.
    static func giveBack() {
        _ = trim?(0)
    }
}
