import Foundation

/// A finished command: how long it took and the most memory it held.
struct Measurement {
    var seconds: Double
    var cpuSeconds: Double
    var peakMegabytes: Double
}

/// A command line to time as a whole process.
struct Command {
    var program: String
    var arguments: [String]
    var environment: [String: String] = [:]

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Runs the command to its end with its output thrown away.
    func measure() throws -> Measurement {
        let strings = ([program] + arguments).map { strdup($0) }
        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let variables = merged.map { strdup("\($0.key)=\($0.value)") }
        defer { for string in strings + variables { free(string) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)

        let clock = ContinuousClock()
        let start = clock.now
        var process = pid_t()
        let code = posix_spawnp(&process, program, &actions, nil, strings + [nil], variables + [nil])
        guard code == 0 else { throw Failure(description: "\(program): \(String(cString: strerror(code)))") }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw Failure(description: "\(program): lost") }
        }
        guard status == 0 else { throw Failure(description: "\(program) \(arguments) ended with status \(status)") }
        return Measurement(
            seconds: start.duration(to: clock.now) / .seconds(1),
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            peakMegabytes: Double(usage.ru_maxrss) / 1024
        )
    }

    /// Runs the command to its end, and lets it print its findings itself.
    func report() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "\(program) failed") }
    }

    private func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}

extension [Command] {
    /// Runs the commands one after the other as one measurement.
    func measure() throws -> Measurement {
        try map { try $0.measure() }.reduce(Measurement(seconds: 0, cpuSeconds: 0, peakMegabytes: 0)) { sum, one in
            Measurement(
                seconds: sum.seconds + one.seconds,
                cpuSeconds: sum.cpuSeconds + one.cpuSeconds,
                peakMegabytes: Swift.max(sum.peakMegabytes, one.peakMegabytes)
            )
        }
    }
}

/// Runs two things by turns, so that whatever else the machine does falls on both, and returns their medians.
func paired(
    rounds: Int,
    _ first: () throws -> Measurement,
    _ second: () throws -> Measurement
) throws -> (Measurement, Measurement) {
    var results: ([Measurement], [Measurement]) = ([], [])
    for round in 0..<rounds {
        if round % 2 == 0 {
            results.0.append(try first())
            results.1.append(try second())
        } else {
            results.1.append(try second())
            results.0.append(try first())
        }
    }
    return (median(results.0), median(results.1))
}

private func median(_ results: [Measurement]) -> Measurement {
    func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    return Measurement(
        seconds: middle(results.map(\.seconds)),
        cpuSeconds: middle(results.map(\.cpuSeconds)),
        peakMegabytes: results.map(\.peakMegabytes).max() ?? 0
    )
}
