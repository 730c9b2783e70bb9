import Steno

/// Transcribes one recording that was taken on.
///
/// It returns what became of it, or nil when the task was cancelled before that was known. It throws what concerns every
/// recording; a failure of this one alone is a result.
typealias FileWork = @Sendable () async throws -> FileResult?

/// What transcribes the recordings of one run.
protocol FileEngine: Sendable {
    /// The recordings in hand at one time.
    var filesInHand: Int { get }

    /// How far the work is after so many seconds.
    func bar(after elapsed: Double) -> ProgressBar

    /// Notes that an input needs no work, because it cannot be opened.
    func skip(_ index: Int)

    /// Takes a recording on: one after another, in the order in which they are to begin.
    ///
    /// - Returns: What transcribes it, beside the work of others.
    func begin(_ input: OpenInput, at index: Int) async -> FileWork

    /// Does what is left to do for a recording after its result was written.
    func settle(_ result: FileResult) async

    /// Gives back what the engine holds.
    func shutDown() async
}

/// How the engine of a run is made.
protocol EngineSetup: Sendable {
    /// Whether an input may be an address.
    var takesAddresses: Bool { get }

    /// Finds what would stop the whole run, before any input is read.
    func preflight() throws

    /// Makes the engine for the run's inputs, of which one that cannot be opened is nil.
    func engine(for inputs: [OpenInput?]) async throws -> any FileEngine
}
