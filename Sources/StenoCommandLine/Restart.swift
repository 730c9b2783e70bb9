import Foundation

/// Starts the program anew where the environment must be different before its libraries are loaded.
enum Restart {
    private static let guardVariable = "STENO_RESTARTED"

    /// Makes whisper.cpp's threads wait without using the processor.
    ///
    /// They meet at a barrier after every operation and by default spin there until the last has arrived; beside any other
    /// busy process that takes many times as long. The OpenMP runtime reads `OMP_WAIT_POLICY` once, when it is loaded,
    /// which is before `main`. So the variable is set and the program executed once more in the same process. Whoever set
    /// the variable already is left alone.
    static func withPassiveWaiting() {
        #if os(Linux)
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        // A program run through the dynamic loader by hand has the loader's name, and could not be started by it.
        guard getenv("OMP_WAIT_POLICY") == nil, getenv(guardVariable) == nil,
            !program.lastPathComponent.hasPrefix("ld")
        else { return }
        setenv("OMP_WAIT_POLICY", "PASSIVE", 1)
        setenv(guardVariable, "1", 1)
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        // Returns only when it failed; then the threads spin, and everything works nonetheless.
        execv(program.path, &arguments)
        for argument in arguments { free(argument) }
        #endif
    }
}
