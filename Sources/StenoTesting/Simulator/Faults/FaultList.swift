import Synchronization

/// The faults that are set, and how often each was met.
final class FaultList: Sendable {
    private struct Entry {
        var fault: SimulatorFault
        var met = 0

        /// Counts a matching call, and tells whether the fault hits it.
        mutating func hits() -> Bool {
            met += 1
            guard met > fault.skip else { return false }
            return fault.times.map { met <= fault.skip + $0 } ?? true
        }

        var isSpent: Bool { fault.times.map { met >= fault.skip + $0 } ?? false }
    }

    private let entries = Mutex<[Entry]>([])

    /// The faults that may still hit a call.
    var remaining: [SimulatorFault] { entries.withLock { $0.map(\.fault) } }

    func add(_ faults: [SimulatorFault]) {
        entries.withLock { $0 += faults.map { Entry(fault: $0) } }
    }

    func clear() {
        entries.withLock { $0 = [] }
    }

    /// The faults that hit a call, in the order they were set.
    func take(service: SimulatorService, method: String, route: String, path: String) -> [SimulatorFault] {
        take { fault in
            !fault.kind.isOfWebhooks
                && fault.service.map { $0 == service } ?? true
                && fault.method.map { $0.uppercased() == method } ?? true
                && fault.route.map { $0 == route || $0 == path } ?? true
        }
    }

    /// The faults that hit a webhook.
    func takeForWebhook(of service: SimulatorService) -> [SimulatorFault] {
        take { $0.kind.isOfWebhooks && $0.service.map { $0 == service } ?? true }
    }

    private func take(_ matches: (SimulatorFault) -> Bool) -> [SimulatorFault] {
        entries.withLock { entries in
            var hits: [SimulatorFault] = []
            for index in entries.indices where matches(entries[index].fault) {
                if entries[index].hits() { hits.append(entries[index].fault) }
            }
            entries.removeAll(where: \.isSpent)
            return hits
        }
    }
}
