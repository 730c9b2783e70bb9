import Foundation
import Steno
import StenoTestSupport
import Testing

/// Giving requests to the first provider that takes them.
@Suite(.timeLimit(.minutes(10))) struct FallbackProviderTests {
    let one = MemoryProvider("one")
    let two = MemoryProvider("two")
    let three = MemoryProvider("three")

    var provider: FallbackProvider { FallbackProvider([one, two, three]) }

    static func error(_ code: TranscriptionError.Code, retryable: Bool = false) -> TranscriptionError {
        TranscriptionError(code, "It went wrong as \(code).", isRetryable: retryable)
    }

    @Test func theFirstThatTakesTheRequestHasIt() async throws {
        let job = try await provider.submit(.plain)
        #expect(job.id == "one:one-1")
        #expect(job.provider == "fallback")
        #expect(job.warnings.isEmpty)
        #expect(two.calls.isEmpty)
        let origin = try provider.origin(of: job.id)
        #expect(origin.member.name == "one")
        #expect(origin.id == "one-1")
    }

    @Test func theRequestIsKeptIntactAndTheReasonsAreTold() async throws {
        one.failNext(Self.error(.paymentRequired))
        two.failNext(Self.error(.rateLimited, retryable: true))
        var options = TranscriptionOptions(model: "m", language: .strict(["de"]), diarization: .speakers(expected: 3))
        options.vocabulary = ["Steno"]
        options.redaction = [.personal]
        options.provider = ProviderOptionSet(RoutingOptions(audioDuration: 12))
        let hook = try #require(URL(string: "https://example.com/hook"))
        let request = TranscriptionRequest(
            audio: .data(Data("RIFF".utf8), name: "a.wav"),
            options: options,
            webhook: Webhook(url: hook, header: .init(name: "X-Secret", value: "s")),
            metadata: ["a": "b"],
            clientReference: "reference",
            idempotencyKey: "key"
        )
        let job = try await provider.submit(request)
        #expect(job.id == "three:three-1")
        for member in [one, two, three] { #expect(member.requests == [request]) }
        #expect(job.warnings.count == 2)
        #expect(job.warnings[0].message.contains("one") && job.warnings[0].message.contains("paymentRequired"))
        #expect(job.warnings[1].message.contains("two") && job.warnings[1].message.contains("rateLimited"))
        #expect(job.warnings.allSatisfy { $0.option == nil })
    }

    @Test func providersThatAlwaysFailAreAskedOnceEach() async throws {
        one.failNext(Self.error(.authentication))
        two.failNext(Self.error(.rateLimited, retryable: true))
        three.failNext(Self.error(.connection))
        let error = try #require(await failure { try await provider.submit(.plain) })
        #expect([one, two, three].map(\.calls) == [["submit"], ["submit"], ["submit"]])
        #expect(error.code == .providerFailure)
        #expect(error.provider == "fallback")
        #expect(error.isRetryable)
        let reasons = try #require(error.underlying as? MemberFailures).failures
        #expect(reasons.map(\.member) == ["one", "two", "three"])
        #expect(reasons.map(\.error.code) == [.authentication, .rateLimited, .connection])
        for reason in reasons { #expect(error.message.contains(reason.description)) }
    }

    @Test func aReasonAllShareIsTheErrors() async throws {
        for member in [one, two, three] { member.failNext(Self.error(.quotaExceeded)) }
        let error = try #require(await failure { try await provider.submit(.plain) })
        #expect(error.code == .quotaExceeded)
        #expect(!error.isRetryable)
    }

    @Test func theShortestPauseAllAskForIsTheErrors() async throws {
        for (member, pause) in [(one, 30), (two, 10), (three, 20)] {
            var error = Self.error(.rateLimited, retryable: true)
            error.retryAfter = .seconds(pause)
            member.failNext(error)
        }
        let error = try #require(await failure { try await provider.submit(.plain) })
        #expect(error.code == .rateLimited)
        #expect(error.retryAfter == .seconds(10))
    }

    @Test(arguments: [
        TranscriptionError.Code.unsupportedOption, .unsupportedOperation, .authentication, .permissionDenied,
        .paymentRequired, .quotaExceeded, .rateLimited, .providerFailure, .invalidResponse, .connection, .timeout,
        .modelNotFound, .invalidModel,
    ])
    func isAReason(_ code: TranscriptionError.Code) async throws {
        one.failNext(Self.error(code))
        #expect(try await provider.submit(.plain).id == "two:two-1")
    }

    @Test(arguments: [
        TranscriptionError.Code.invalidRequest, .invalidAudio, .conflict, .notFound, .storage, .cancelled, "whatever",
    ])
    func isNoReason(_ code: TranscriptionError.Code) async throws {
        one.failNext(Self.error(code))
        let error = try #require(await failure { try await provider.submit(.plain) })
        #expect(error.code == code)
        #expect(error.provider == "fallback")
        #expect((error.underlying as? TranscriptionError)?.code == code)
        #expect(two.calls.isEmpty)
    }

    @Test func whatIsAReasonCanBeChosen() async throws {
        let strict = FallbackProvider([one, two], policy: .init(codes: [.invalidRequest]))
        one.failNext(Self.error(.invalidRequest))
        #expect(try await strict.submit(.plain).id == "two:two-1")
        one.failNext(Self.error(.rateLimited))
        #expect(await failure { try await strict.submit(.plain) }?.code == .rateLimited)
    }

    @Test func afterAJobThatMayExistNobodyElseIsAsked() async throws {
        one.failNext(Self.error(.quotaExceeded))
        two.failNext(Self.error(.jobMayExist, retryable: true))
        let all = FallbackPolicy(codes: FallbackPolicy.standard.codes.union([.jobMayExist, .cancelled]))
        let provider = FallbackProvider([one, two, three], policy: all)
        let error = try #require(await failure { try await provider.submit(.plain) })
        #expect(error.code == .jobMayExist)
        #expect(error.message.contains("two may have made a job"))
        #expect(error.message.contains("one: It went wrong as quotaExceeded."))
        // Submitted once more, it could go to another provider.
        #expect(!error.isRetryable)
        #expect(three.calls.isEmpty)
    }

    @Test func anErrorOfAnotherTypeMayHaveMadeAJob() async throws {
        struct Foreign: Error {}
        one.failNext(Foreign())
        let error = try #require(await failure { try await provider.submit(.plain) })
        #expect(error.code == .jobMayExist)
        #expect(two.calls.isEmpty)
    }

    @Test func cancellingEndsTheSubmissionAndAsksNobodyElse() async throws {
        one.failNext(Self.error(.rateLimited))
        two.hold()
        let provider = provider
        let task = Task { try await provider.submit(.plain) }
        await two.untilCalled("submit")
        task.cancel()
        #expect(await failure { try await task.value }?.code == .cancelled)
        #expect(three.calls.isEmpty)
    }

    @Test func aFailureWhileBeingCancelledIsNoReason() async throws {
        let (gate, continuation) = AsyncStream<Never>.makeStream()
        let deaf = DeafProvider(gate: gate)
        let provider = FallbackProvider([deaf, two])
        let task = Task { try await provider.submit(.plain) }
        task.cancel()
        continuation.finish()
        #expect(await failure { try await task.value }?.code == .cancelled)
        #expect(two.calls.isEmpty)
    }

    @Test func optionsNobodyCanHonourAreRefusedBeforeAnyCall() async throws {
        var less = Capabilities.everything
        less.options[.redaction] = .unsupported
        let poor = [MemoryProvider("one", capabilities: less), MemoryProvider("two", capabilities: less)]
        var request = TranscriptionRequest.plain
        request.options.redaction = [.personal]
        let asked = request
        let error = try #require(await failure { try await FallbackProvider(poor).submit(asked) })
        #expect(error.code == .unsupportedOption)
        #expect(error.message.contains("redaction") && error.message.contains("one") && error.message.contains("two"))
        #expect(poor.allSatisfy { $0.calls.isEmpty })
    }

    @Test func whoCannotHonourTheOptionsIsPassedOver() async throws {
        var less = Capabilities.everything
        less.options[.redaction] = .unsupported
        let poor = MemoryProvider("poor", capabilities: less)
        var request = TranscriptionRequest.plain
        request.options.redaction = [.personal]
        let job = try await FallbackProvider([poor, two]).submit(request)
        #expect(job.id == "two:two-1")
        #expect(job.warnings.map(\.message).contains { $0.contains("poor cannot redact") })
    }

    @Test func byBestEffortWhoHonoursAllComesFirst() async throws {
        var less = Capabilities.everything
        less.options[.redaction] = .unsupported
        let poor = MemoryProvider("poor", capabilities: less)
        var request = TranscriptionRequest.plain
        request.options.redaction = [.personal]
        request.options.unsupported = .bestEffort
        let provider = FallbackProvider([poor, two])
        #expect(try await provider.submit(request).id == "two:two-1")
        two.failNext(Self.error(.rateLimited))
        let job = try await provider.submit(request)
        #expect(job.id == "poor:poor-1")
        #expect(job.warnings.map(\.option) == [nil, .redaction])
        #expect(poor.requests == [request])
    }

    @Test func aMemberCanBeGivenWhatOnlyItUnderstands() async throws {
        one.failNext(Self.error(.rateLimited))
        let provider = FallbackProvider(members: [
            CompositeMember("a", one) { $0.options.model = "large" }, CompositeMember("b", two),
        ])
        #expect(try await provider.submit(.plain).id == "b:two-1")
        #expect(one.requests.map(\.options.model) == ["large"])
        #expect(two.requests.map(\.options.model) == [nil])
    }

    @Test func aRequestThatCannotBePreparedMakesNoJob() async throws {
        struct Foreign: Error {}
        let provider = FallbackProvider(members: [CompositeMember("a", one) { _ in throw Foreign() }])
        #expect(await failure { try await provider.submit(.plain) }?.code == .invalidRequest)
        #expect(one.calls.isEmpty)
    }

    @Test func withoutProvidersNothingIsTaken() async {
        let none: [any TranscriptionProvider] = []
        #expect(await failure { try await FallbackProvider(none).submit(.plain) }?.code == .invalidRequest)
    }
}

/// A provider that does not hear that it is cancelled, and then fails.
private struct DeafProvider: TranscriptionProvider {
    let id: ProviderID = "deaf"
    let capabilities = Capabilities.everything
    let gate: AsyncStream<Never>

    func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        await Task { for await _ in gate {} }.value
        throw TranscriptionError(.connection, "The connection was lost.", provider: id)
    }

    func job(_ id: JobID) async throws -> TranscriptionJob { throw TranscriptionError(.notFound, "None.") }
    func transcript(_ id: JobID) async throws -> Transcript { throw TranscriptionError(.notFound, "None.") }
}
