import Foundation

/// Compares the two transports, each in a process of its own against a server in this one.
struct TransportSuite {
    var folder: URL
    var rounds: Int
    /// The size of the large upload in MiB.
    var megabytes: Int

    func run() async throws {
        try await ByteSink.with { port in
            let workers = TransportWorker.Kind.allCases.map { Worker(kind: $0, port: port, rounds: rounds) }
            var idle: [Double] = []
            for worker in workers {
                let start = try worker.measure(.idle)
                idle.append(start.peakMegabytes)
                show("transports  \(worker.name): starts with \(start.peakMegabytes.rounded(to: 0)) MB")
            }
            try requests(workers)
            try upload(workers, idle)
        }
    }

    private func requests(_ workers: [Worker]) throws {
        let count = 4000
        let times = try workers.map { worker in
            let nothing = try worker.measure(.idle)
            let work = try worker.measure(.requests, size: count)
            let perSecond = Double(count) / (work.seconds - nothing.seconds)
            show(
                "transports  \(worker.name): \(perSecond.rounded(to: 0)) requests/s, 8 at a time, "
                    + "peak \(work.peakMegabytes.rounded(to: 0)) MB"
            )
            return perSecond
        }
        show(
            "transports  requests: \(workers[1].name) does \((times[1] / times[0]).rounded(to: 2)) x \(workers[0].name)"
        )
    }

    private func upload(_ workers: [Worker], _ idle: [Double]) throws {
        let file = folder.appendingPathComponent("upload.wav")
        // The file has no blocks: reading it costs what reading from the cache costs, and no disk is filled.
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: UInt64(megabytes) << 20)
        try handle.close()
        defer { try? FileManager.default.removeItem(at: file) }
        let times = try zip(workers, idle).map { worker, idle in
            let (form, plain) = try paired(rounds: max(1, rounds / 2)) {
                try worker.measureOnce(.form, size: megabytes, file: file)
            } _: {
                try worker.measureOnce(.plain, size: megabytes, file: file)
            }
            show(
                "transports  \(worker.name): form of \(megabytes) MiB from disk in \(form.seconds.rounded(to: 2)) s, "
                    + "\((Double(megabytes) / form.seconds).rounded(to: 0)) MiB/s, "
                    + "peak \(form.peakMegabytes.rounded(to: 0)) MB "
                    + "(+\((form.peakMegabytes - idle).rounded(to: 0)) over idle); "
                    + "\((plain.seconds / form.seconds).rounded(to: 2)) x the speed of the file alone"
            )
            return form.seconds
        }
        show("transports  upload: \(workers[1].name) does \((times[0] / times[1]).rounded(to: 2)) x \(workers[0].name)")
    }
}

/// Runs this program again, as a client.
private struct Worker {
    var kind: TransportWorker.Kind
    var port: Int
    var rounds: Int

    var name: String { kind.rawValue }

    /// The median of several runs.
    func measure(_ work: TransportWorker.Work, size: Int = 0) throws -> Measurement {
        try paired(rounds: rounds) {
            try measureOnce(work, size: size)
        } _: {
            try measureOnce(.idle)
        }.0
    }

    func measureOnce(_ work: TransportWorker.Work, size: Int = 0, file: URL? = nil) throws -> Measurement {
        try Command(
            program: CommandLine.arguments[0],
            arguments: [
                "transport-worker", "--kind", name, "--work", work.rawValue, "--port", "\(port)", "--size", "\(size)",
            ] + (file.map { ["--file", $0.path] } ?? [])
        ).measure()
    }
}
