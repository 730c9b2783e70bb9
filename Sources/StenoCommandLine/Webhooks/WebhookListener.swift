import Foundation
import Hummingbird
import Logging
import NIOCore
import StenoHummingbird

/// Receives webhooks on this machine and writes their events to standard output.
struct WebhookListener {
    private let providers: [ProviderID]
    private let receiver: WebhookReceiver
    private let console: Console

    init(_ verifiers: [WebhookVerifier], console: Console) {
        providers = verifiers.map(\.provider)
        let logger = Logger(label: "steno.webhooks") { _ in RefusalLog(console: console) }
        // One at a time, so that events are written in the order they came.
        receiver = WebhookReceiver(verifiers, effort: WebhookEffort(concurrency: 1), logger: logger)
        self.console = console
    }

    /// Serves until the task is cancelled, or the reader of standard output goes away.
    ///
    /// - Throws: ``TranscriptionError`` with code `providerFailure` where the port cannot be served; ``OutputError``.
    func run(port: Int) async throws {
        let (failures, failed) = AsyncStream.makeStream(of: (any Error).self)
        let (receiver, console) = (receiver, console)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await serve(port: port) }
                group.addTask {
                    try await receiver.run { event in
                        do { try console.write(line: event.line) } catch { failed.yield(error) }
                    }
                }
                group.addTask { for await error in failures { throw error } }
                defer { group.cancelAll() }
                _ = try await group.next()
            }
        } catch  where Task.isCancelled {
            // Ctrl-C is how this ends.
        }
    }

    private func serve(port: Int) async throws {
        let router = Router()
        router.addWebhooks(receiver)
        var logger = Logger(label: "steno.server") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                let address = "http://127.0.0.1:\(channel.localAddress?.port ?? port)"
                for provider in providers { console.note("listening on \(address)/webhooks/\(provider)") }
            },
            logger: logger
        )
        do {
            try await application.run()
        } catch let error where !Task.isCancelled {
            let isInUse = (error as? IOError)?.errnoCode == EADDRINUSE
            let reason = isInUse ? "is in use; name another with --port" : "cannot be served: \(error)"
            throw TranscriptionError(.providerFailure, "Port \(port) of 127.0.0.1 \(reason).")
        }
    }
}

/// Tells what a receiver reports, in one sentence each.
private struct RefusalLog: LogHandler {
    let console: Console
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let provider = all["provider"].map { " from \($0)" } ?? ""
        let reason = (all["reason"] ?? all["error"]).map { ": \($0)" } ?? ""
        let code = all["code"].map { " [\($0)]" } ?? ""
        console.note("\(event.message)\(provider)\(reason)\(code)")
    }
}
