import Foundation
public import Steno

/// A provider to check, and how to bring it into situations.
///
/// Only ``provider`` and ``request()`` are needed; each further requirement lets more be checked. What cannot be arranged is
/// reported as skipped.
///
/// ```swift
/// struct AcmeSubject: ConformanceSubject {
///     let server = FakeAcmeServer()
///     var provider: any TranscriptionProvider { Acme(apiKey: "k", configuration: .init(baseURL: server.url)) }
///     func request() -> TranscriptionRequest { .init(audio: .url(recording)) }
///     func arrange(_ situation: ConformanceSituation) -> Bool { server.arrange(situation) }
/// }
///
/// @Test func acmeConforms() async {
///     let report = await ConformanceBattery().run { AcmeSubject() }
///     #expect(report.failures.isEmpty, "\(report)")
/// }
/// ```
public protocol ConformanceSubject: Sendable {
    /// The provider, the same one each time.
    var provider: any TranscriptionProvider { get }

    /// A request that the provider accepts, with audio that has speech in it.
    func request() async throws -> TranscriptionRequest

    /// Brings the provider, or the service it talks to, into a situation.
    ///
    /// - Returns: Whether that was done; false where it cannot be.
    func arrange(_ situation: ConformanceSituation) async throws -> Bool

    /// Lets time pass, so that jobs go on.
    ///
    /// By default this waits for a second.
    func proceed() async throws

    /// How many jobs the service has made for this subject, deleted ones included; nil where that is not known.
    func createdJobs() async -> Int?

    /// How many requests the provider has sent to its service, repetitions included; nil where that is not known.
    func sentRequests() async -> Int?

    /// Audio the provider can be given in this way; nil where there is none to try with.
    func audio(by kind: AudioSource.Kind) async throws -> AudioSource?

    /// Asks for an option in a way that suits this provider, such as by the name of a model it has.
    ///
    /// By default nothing is done, and a value that suits most providers is used.
    /// - Returns: Whether the request asks for the option now.
    func use(_ option: RequestOption, in request: inout TranscriptionRequest) -> Bool

    /// Requests this provider must refuse before it sends anything, by the rule each breaks.
    func invalidRequests() async throws -> [String: TranscriptionRequest]

    /// The id of no job, in the form this provider's ids have.
    var unknownJob: JobID { get }

    /// What must not be seen anywhere, such as the key.
    var secrets: [String] { get }

    /// What the provider has logged so far, at the level of `trace`.
    func output() async -> String

    /// Called when this subject is done with.
    func finish() async
}

extension ConformanceSubject {
    /// Nothing can be arranged.
    public func arrange(_ situation: ConformanceSituation) async throws -> Bool { false }

    /// Waits for a second.
    public func proceed() async throws { try await Task.sleep(for: .seconds(1)) }

    /// Not known.
    public func createdJobs() async -> Int? { nil }

    /// Not known.
    public func sentRequests() async -> Int? { nil }

    /// The audio of ``request()``, where it is of this kind.
    public func audio(by kind: AudioSource.Kind) async throws -> AudioSource? {
        let audio = try await request().audio
        return audio.kind == kind ? audio : nil
    }

    /// Does nothing.
    public func use(_ option: RequestOption, in request: inout TranscriptionRequest) -> Bool { false }

    /// None.
    public func invalidRequests() async throws -> [String: TranscriptionRequest] { [:] }

    /// A UUID that nobody gave out.
    public var unknownJob: JobID { "00000000-0000-4000-8000-000000000000" }

    /// None.
    public var secrets: [String] { [] }

    /// Nothing.
    public func output() async -> String { "" }

    /// Does nothing.
    public func finish() async {}
}
