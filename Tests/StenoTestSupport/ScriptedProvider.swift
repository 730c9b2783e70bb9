public import Steno
import Synchronization

/// A provider that answers each call with the next answer of a script and writes down what it was called for.
///
/// The last answer of a script is given again and again; an operation without a script throws `unsupportedOperation`.
public final class ScriptedProvider: TranscriptionProvider {
    /// What a call is answered with.
    public enum Answer<Value: Sendable>: Sendable {
        /// This value.
        case value(Value)
        /// This error, of any type.
        case error(any Error)
        /// Nothing, until the calling task is cancelled.
        case hang
        /// Nothing at all, cancelled or not, until ``ScriptedProvider/release()``.
        case stall
    }

    /// The operations that can be called.
    public enum Operation: Sendable, Hashable {
        /// A call of ``TranscriptionProvider/submit(_:)``.
        case submit
        /// A call of ``TranscriptionProvider/job(_:)``.
        case job
        /// A call of ``TranscriptionProvider/transcript(_:)``.
        case transcript
        /// A call of ``TranscriptionProvider/cancel(_:)``.
        case cancel
        /// A call of ``TranscriptionProvider/delete(_:)``.
        case delete
        /// A call of ``TranscriptionProvider/list(_:)``.
        case list
        /// A call of ``TranscriptionProvider/updates(of:)``.
        case updates
    }

    /// A stream of snapshots as a provider pushes them.
    public typealias Pushed = AsyncThrowingStream<TranscriptionJob, any Error>

    /// The answers still to be given.
    public struct Script: Sendable {
        /// The answers to ``TranscriptionProvider/submit(_:)``.
        public var submit: [Answer<TranscriptionJob>] = []
        /// The answers to ``TranscriptionProvider/job(_:)``.
        public var job: [Answer<TranscriptionJob>] = []
        /// The answers to ``TranscriptionProvider/transcript(_:)``.
        public var transcript: [Answer<Transcript>] = []
        /// The answers to ``TranscriptionProvider/cancel(_:)``.
        public var cancel: [Answer<TranscriptionJob>] = []
        /// The answers to ``TranscriptionProvider/delete(_:)``.
        public var delete: [Answer<Void>] = []
        /// The answers to ``TranscriptionProvider/list(_:)``.
        public var list: [Answer<JobPage>] = []
        /// Without a script the provider pushes nothing.
        public var updates: [Answer<Pushed?>] = [.value(nil)]

        /// An empty script.
        public init() {}
    }

    private struct State {
        var script: Script
        var calls: [Operation] = []
        var requests: [TranscriptionRequest] = []
        var queries: [JobQuery] = []
        var isReleased = false
        var stalled: [CheckedContinuation<Void, Never>] = []
        var watchers: [(operation: Operation, count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    /// The provider's name.
    public let id: ProviderID
    /// What it says it can honour.
    public let capabilities: Capabilities
    private let state: Mutex<State>

    /// A provider that can do everything.
    public init(
        id: ProviderID = "scripted",
        capabilities: Capabilities = .everything,
        _ write: (inout Script) -> Void = { _ in }
    ) {
        var script = Script()
        write(&script)
        self.id = id
        self.capabilities = capabilities
        state = Mutex(State(script: script))
    }

    /// What was called, in order.
    public var calls: [Operation] { state.withLock { $0.calls } }

    /// The requests submitted, in order.
    public var requests: [TranscriptionRequest] { state.withLock { $0.requests } }

    /// The queries listed by, in order.
    public var queries: [JobQuery] { state.withLock { $0.queries } }

    /// How often an operation was called.
    public func count(_ operation: Operation) -> Int {
        state.withLock { $0.calls.count { $0 == operation } }
    }

    /// Waits until an operation has been called this often.
    public func untilCalled(_ operation: Operation, _ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isSatisfied = state.withLock { state in
                if state.calls.count(where: { $0 == operation }) >= count { return true }
                state.watchers.append((operation, count, continuation))
                return false
            }
            if isSatisfied { continuation.resume() }
        }
    }

    /// Lets every stalled call return as cancelled, those to come too.
    public func release() {
        let stalled = state.withLock { state in
            defer { state.stalled = [] }
            state.isReleased = true
            return state.stalled
        }
        for continuation in stalled { continuation.resume() }
    }

    /// Gives the next answer of the script.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        state.withLock { $0.requests.append(request) }
        return try await answer(.submit, \.submit)
    }

    /// Gives the next answer of the script.
    public func job(_ id: JobID) async throws -> TranscriptionJob { try await answer(.job, \.job) }

    /// Gives the next answer of the script.
    public func transcript(_ id: JobID) async throws -> Transcript { try await answer(.transcript, \.transcript) }

    /// Gives the next answer of the script.
    public func cancel(_ id: JobID) async throws -> TranscriptionJob { try await answer(.cancel, \.cancel) }

    /// Gives the next answer of the script.
    public func delete(_ id: JobID) async throws { try await answer(.delete, \.delete) }

    /// Gives the next answer of the script.
    public func list(_ query: JobQuery) async throws -> JobPage {
        state.withLock { $0.queries.append(query) }
        return try await answer(.list, \.list)
    }

    /// Gives the next answer of the script.
    public func updates(of id: JobID) async throws -> Pushed? { try await answer(.updates, \.updates) }

    private func answer<Value: Sendable>(
        _ operation: Operation,
        _ script: WritableKeyPath<Script, [Answer<Value>]>
    ) async throws -> Value {
        switch next(operation, script) {
        case .value(let value):
            return value
        case .error(let error):
            throw error
        case .hang:
            let (never, continuation) = AsyncStream<Never>.makeStream()
            for await _ in never {}
            continuation.finish()
            throw CancellationError()
        case .stall:
            await withCheckedContinuation { continuation in
                let isReleased = state.withLock { state in
                    if !state.isReleased { state.stalled.append(continuation) }
                    return state.isReleased
                }
                if isReleased { continuation.resume() }
            }
            throw CancellationError()
        case nil:
            throw TranscriptionError(.unsupportedOperation, "no script for \(operation)", provider: id)
        }
    }

    private func next<Value: Sendable>(
        _ operation: Operation,
        _ script: WritableKeyPath<Script, [Answer<Value>]>
    ) -> Answer<Value>? {
        let (answer, watchers) = state.withLock { state in
            state.calls.append(operation)
            let count = state.calls.count { $0 == operation }
            let satisfied = state.watchers.filter { $0.operation == operation && $0.count <= count }
            state.watchers.removeAll { $0.operation == operation && $0.count <= count }
            let answer = state.script[keyPath: script].first
            if state.script[keyPath: script].count > 1 { state.script[keyPath: script].removeFirst() }
            return (answer, satisfied.map(\.continuation))
        }
        for watcher in watchers { watcher.resume() }
        return answer
    }
}

extension Capabilities {
    /// Everything is supported.
    public static var everything: Self {
        Capabilities(
            operations: .init(uniqueKeysWithValues: Operation.allCases.map { ($0, .supported) }),
            audioSources: Set(AudioSource.Kind.allCases),
            options: .init(uniqueKeysWithValues: RequestOption.allKnown.map { ($0, .supported) })
        )
    }
}

extension RequestOption {
    /// Every option the library names.
    public static var allKnown: [Self] {
        [
            .audio, .model, .automaticLanguage, .languageHints, .strictLanguage, .speakerDiarization, .expectedSpeakers,
            .channelDiarization, .wordTiming, .vocabulary, .context, .redaction, .translation, .numerals, .insights,
            .soundLabels, .subtitles, .webhook, .metadata, .clientReference, .idempotencyKey,
        ]
    }
}
