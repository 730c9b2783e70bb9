public import Foundation

/// How time passes in a simulator.
public enum SimulatorTime: Sendable, Hashable {
    /// Time stands still until ``Simulator/advance(by:)`` is called.
    ///
    /// The clock starts at the date given, and dates in answers and signatures are those of this clock. Latency and slow
    /// bodies wait for this clock as well.
    case scripted(start: Date)
    /// Time passes by itself, and jobs, retries of webhooks and expiries pass faster than real time by a factor.
    ///
    /// A factor of 1 is real time; 10 makes a job of ten seconds take one. Dates in answers and signatures are the real
    /// ones, so that the receiver of a webhook finds its timestamp fresh. Latency and slow bodies take the real time they
    /// were asked for, since they are there to test a client's own time limits.
    case scaled(by: Double)

    /// Time stands still, at the moment this is evaluated.
    public static var scripted: Self { .scripted(start: Date()) }
}
