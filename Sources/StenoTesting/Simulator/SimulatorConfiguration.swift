public import Foundation
public import Logging
public import Steno

/// How a simulator behaves.
///
/// What a service's documents leave open is a setting here, or is said at the service's own type.
public struct SimulatorConfiguration: Sendable {
    /// Makes a transcript of an audio file; the file is gone when the call returns.
    public typealias Transcriber = @Sendable (_ audio: URL) async throws -> Transcript

    /// How time passes; by default as in reality.
    public var time: SimulatorTime = .scaled(by: 1)
    /// The key that every service refuses.
    ///
    /// Any other key that is not empty is accepted.
    public var refusedKey = "refused-key"
    /// What becomes of a job, unless a script was given for it.
    public var jobs = JobScript()
    /// Makes the transcripts from the audio submitted, in place of the built-in one.
    ///
    /// Uploads are then kept in temporary files until they are transcribed, and audio URLs are fetched.
    public var transcriber: Transcriber?
    /// The limits of Soniox.
    public var soniox = SonioxSettings()
    /// The settings of PyAI.
    public var pyai = PyAISettings()
    /// The settings of Transcripts.
    public var transcripts = TranscriptsSettings()
    /// The settings of SpeechIsCheap.
    public var speechIsCheap = SpeechIsCheapSettings()
    /// The settings of Aitronos.
    public var aitronos = AitronosSettings()
    /// How long the receiver of a webhook may take to answer, in real time.
    public var webhookTimeout: Duration = .seconds(10)
    /// Where requests and deliveries are logged: method, path and status, never a key or a query.
    public var logger = Logger(label: "steno.simulator") { _ in SwiftLogNoOpLogHandler() }

    /// The defaults.
    public init() {}
}
