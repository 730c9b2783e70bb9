import Steno

/// The checks that every provider has to pass, whoever wrote it.
///
/// The battery runs over ``ConformanceSubject`` values and reports what it finds as a value, for any test framework.
public struct ConformanceBattery: Sendable {
    /// The checks to make.
    public var checks: [ConformanceCheck]
    /// How long one check may take, before it is reported as one that does not end.
    public var timeLimit: Duration
    /// How long a call may take to end after it was cancelled.
    public var cancellationLimit: Duration
    /// What the limits are measured by.
    public var clock: any Clock<Duration>

    /// Describes a battery.
    public init(
        checks: [ConformanceCheck] = ConformanceCheck.all,
        timeLimit: Duration = .seconds(60),
        cancellationLimit: Duration = .seconds(5),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.checks = checks
        self.timeLimit = timeLimit
        self.cancellationLimit = cancellationLimit
        self.clock = clock
    }

    /// Makes the checks, one after the other, each with a subject of its own.
    ///
    /// - Parameter makeSubject: Makes a subject with nothing arranged and no jobs.
    /// - Returns: What was found.
    public func run(
        _ makeSubject: @escaping @Sendable () async throws -> any ConformanceSubject
    ) async -> ConformanceReport {
        var report = ConformanceReport()
        for check in checks {
            if Task.isCancelled { break }
            let findings = await findings(of: check, makeSubject)
            report.failures += findings.failures
            report.skipped += findings.skipped
            if findings.failures.isEmpty, !findings.isSkipped { report.passed.append(check.id) }
        }
        return report
    }

    private func findings(
        of check: ConformanceCheck,
        _ makeSubject: @escaping @Sendable () async throws -> any ConformanceSubject
    ) async -> ConformanceProbe.Findings {
        let subject: any ConformanceSubject
        do {
            subject = try await makeSubject()
        } catch {
            var findings = ConformanceProbe.Findings()
            findings.failures = [.init(check: check.id, expectation: "a subject to check", observed: "\(error)")]
            return findings
        }
        let probe = ConformanceProbe(check: check, subject: subject, battery: self)
        do {
            let alarm: @Sendable () async throws -> Void = { [clock, timeLimit] in
                try await clock.sleep(for: timeLimit)
                throw ConformanceProbe.Unended()
            }
            try await firstOutcome(of: { try await check.body(probe) }, before: alarm)
        } catch is ConformanceProbe.Unended {
            probe.fail("the check to end within \(timeLimit)", saw: "it did not end")
        } catch is ConformanceProbe.Stop {
            // What there is to say has been noted.
        } catch {
            probe.fail("nothing else to go wrong", saw: ConformanceEvidence.text(of: error))
        }
        await probe.lookForSecrets()
        await subject.finish()
        return probe.findings
    }
}
