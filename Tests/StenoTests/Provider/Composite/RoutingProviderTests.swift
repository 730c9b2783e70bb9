import Foundation
import Steno
import StenoTestSupport
import Testing

/// Choosing a provider by language, length, options and cost.
@Suite struct RoutingProviderTests {
    let local = MemoryProvider("local")
    let cheap = MemoryProvider("cheap")
    let dear = MemoryProvider("dear")

    static let prices = PriceList(
        currency: "EUR",
        ["local": .free, "cheap": .init(perHour: 0.1...0.2), "dear": .init(perHour: 1.5)]
    )

    func provider(_ routes: Route..., measure: RoutingProvider.Measure? = nil) throws -> RoutingProvider {
        try RoutingProvider([dear, cheap, local], routes: routes, prices: Self.prices, measure: measure)
    }

    func request(_ language: LanguageSelection = .automatic, seconds: Double? = nil) -> TranscriptionRequest {
        var request = TranscriptionRequest.plain
        request.options.language = language
        if let seconds { request.options.provider.set(RoutingOptions(audioDuration: seconds)) }
        return request
    }

    @Test func withoutRoutesTheFirstThatIsAbleGetsIt() async throws {
        let provider = try RoutingProvider([dear, cheap])
        let job = try await provider.submit(.plain)
        #expect(job.id == "dear:dear-1")
        #expect(job.provider == "routing")
        #expect(cheap.calls.isEmpty)
    }

    @Test func theFirstRouteThatHoldsDecides() async throws {
        let provider = try provider(
            Route(to: ["local"], languages: ["en"]),
            Route(to: ["cheap"], languages: ["EN", "de"]),
            Route(to: ["dear"])
        )
        #expect(try await provider.member(for: request(.hints(["en"]))).name == "local")
        #expect(try await provider.member(for: request(.strict(["en-US"]))).name == "local")
        #expect(try await provider.member(for: request(.hints(["de", "en"]))).name == "cheap")
        #expect(try await provider.member(for: request(.hints(["de", "fr"]))).name == "dear")
        #expect(try await provider.member(for: request()).name == "dear")
        // `eng` is no form of `en`.
        #expect(try await provider.member(for: request(.hints(["eng"]))).name == "dear")
    }

    @Test func theLengthIsToldOrMeasured() async throws {
        let routes = [
            Route(to: ["local"], maximumDuration: 60), Route(to: ["cheap"], minimumDuration: 3600), Route(to: ["dear"]),
        ]
        func name(_ seconds: Double?, measure: RoutingProvider.Measure? = nil) async throws -> String {
            let provider = try RoutingProvider([local, cheap, dear], routes: routes, measure: measure)
            return try await provider.member(for: request(seconds: seconds)).name
        }
        #expect(try await name(60) == "local")
        #expect(try await name(60.5) == "dear")
        #expect(try await name(3600) == "cheap")
        #expect(try await name(nil) == "dear")
        #expect(try await name(nil) { _ in 5 } == "local")
        #expect(try await name(4000) { _ in 5 } == "cheap")
        #expect(try await name(nil) { _ in nil } == "dear")
        for noLength in [Double.nan, .infinity, -1] {
            #expect(try await name(noLength) == "dear")
            #expect(try await name(noLength) { _ in 5 } == "local")
            #expect(try await name(nil) { _ in noLength } == "dear")
        }
    }

    @Test func whatCannotBeMeasuredIsTold() async throws {
        let provider = try provider(Route(maximumDuration: 1)) { _ in
            throw TranscriptionError(.invalidAudio, "This is no audio.")
        }
        let error = try #require(await failure { try await provider.submit(.plain) })
        #expect(error.code == .invalidAudio)
        #expect(error.provider == "routing")
    }

    @Test func nothingIsMeasuredThatNoRouteNeeds() async throws {
        let provider = try provider(Route(languages: ["en"]), Route()) { _ in
            Issue.record("measured")
            return 1
        }
        #expect(try await provider.submit(.plain).id == "dear:dear-1")
    }

    @Test func whatTheRequestAsksForIsACondition() async throws {
        let provider = try provider(
            Route(to: ["cheap"], options: [.speakerDiarization, .wordTiming]),
            Route(to: ["local"], options: [.webhook]),
            Route(to: ["dear"])
        )
        var request = TranscriptionRequest.plain
        #expect(try await provider.member(for: request).name == "dear")
        request.options.diarization = .speakers(expected: 2)
        #expect(try await provider.member(for: request).name == "dear")
        request.options.wordTiming = true
        #expect(try await provider.member(for: request).name == "cheap")
        request.options.diarization = .off
        request.webhook = Webhook(url: try #require(URL(string: "https://example.com")))
        #expect(try await provider.member(for: request).name == "local")
    }

    @Test func whoCannotHonourTheRequestIsRuledOut() async throws {
        var less = Capabilities.everything
        less.options[.translation] = .unsupported
        let poor = MemoryProvider("poor", capabilities: less)
        var request = TranscriptionRequest.plain
        request.options.translation = .oneWay(to: "en")
        let provider = try RoutingProvider([poor, cheap], routes: [Route(to: ["poor"]), Route()])
        #expect(try await provider.member(for: request).name == "cheap")
        #expect(try await provider.member(for: .plain).name == "poor")

        request.options.unsupported = .bestEffort
        #expect(try await provider.member(for: request).name == "cheap")
        let alone = try RoutingProvider([poor])
        #expect(try await alone.submit(request).warnings.map(\.option) == [.translation])
    }

    @Test func theCheapestIsChosen() async throws {
        let all = try provider(Route(choice: .cheapest))
        #expect(try await all.member(for: .plain).name == "local")
        let services = try provider(Route(to: ["dear", "cheap"], choice: .cheapest))
        #expect(try await services.member(for: .plain).name == "cheap")
        // Without a price nobody is cheap; among equals the order decides.
        let unknown = try RoutingProvider([local, dear, cheap], routes: [Route(choice: .cheapest)], prices: .init())
        #expect(try await unknown.member(for: .plain).name == "local")
        let partly = try RoutingProvider(
            [local, dear],
            routes: [Route(choice: .cheapest)],
            prices: .init(["dear": .init(perHour: 9)])
        )
        #expect(try await partly.member(for: .plain).name == "dear")
    }

    @Test func noMoreIsSpentThanTheRouteAllows() async throws {
        let provider = try provider(Route(to: ["dear"], maximumCost: 3), Route(to: ["cheap"], maximumCost: 1))
        #expect(try await provider.member(for: request(seconds: 7200)).name == "dear")
        #expect(try await provider.member(for: request(seconds: 7201)).name == "cheap")
        // What may cost more is too dear: an hour costs 0.2 at most.
        let error = await failure { try await provider.member(for: request(seconds: 5 * 3600 + 1)) }
        #expect(error?.message.contains("cheap: it may cost 1.0") == true)
        #expect(error?.message.contains("EUR") == true)
        let unknown = await failure { try await provider.member(for: request()) }
        #expect(unknown?.message.contains("the length of the audio, and so the cost, is not known") == true)
        let priceless = try RoutingProvider([dear], routes: [Route(maximumCost: 1)])
        let reason = await failure { try await priceless.member(for: request(seconds: 1)) }
        #expect(reason?.message.contains("dear: its price is not known") == true)
    }

    @Test func aRefusalSaysWhyEachWasRuledOut() async throws {
        var less = Capabilities.everything
        less.options[.redaction] = .unsupported
        let poor = MemoryProvider("poor", capabilities: less)
        let provider = try RoutingProvider(
            [poor, cheap, dear, local],
            routes: [
                Route(to: ["poor"]), Route(to: ["cheap"], languages: ["de"]), Route(to: ["dear"], maximumDuration: 5),
            ]
        )
        var request = request(.hints(["fr"]), seconds: 10)
        request.options.redaction = [.personal]
        let asked = request
        let error = try #require(await failure { try await provider.submit(asked) })
        #expect(error.code == .unsupportedOption)
        #expect(error.provider == "routing")
        #expect(error.message.contains("poor: poor cannot redact"))
        #expect(error.message.contains("cheap: route 2 does not hold: it is not for fr."))
        #expect(error.message.contains("dear: route 3 does not hold: the audio has 10.0 s"))
        #expect(error.message.contains("local: no route leads there."))
        #expect([poor, cheap, dear, local].allSatisfy { $0.calls.isEmpty })
    }

    @Test func aRouteToNobodyIsRefused() async throws {
        let error = try #require(await failure { try provider(Route(to: ["cheap", "cheep"])) })
        #expect(error.code == .invalidRequest)
        #expect(error.message.contains("cheep"))
    }

    @Test func aRequestThatMakesNoSenseIsNobodys() async throws {
        var request = TranscriptionRequest.plain
        request.audio = .stored(id: "")
        let asked = request
        let error = try #require(await failure { try await provider(Route()).submit(asked) })
        #expect(error.code == .invalidRequest)
        #expect(error.provider == "routing")
    }

    @Test func theChosenMembersFailureIsTheAnswer() async throws {
        dear.failNext(TranscriptionError(.rateLimited, "Later.", isRetryable: true))
        let error = try #require(await failure { try await provider(Route()).submit(.plain) })
        #expect(error.code == .rateLimited)
        #expect(error.isRetryable)
        #expect(cheap.calls.isEmpty)
        // Over a router, a fallback goes on where it refuses.
        let unroutable = try RoutingProvider([dear], routes: [Route(to: ["dear"], languages: ["de"])])
        let job = try await FallbackProvider([unroutable, cheap]).submit(.plain)
        #expect(job.id == "cheap:cheap-1")
    }

    // MARK: Values

    @Test func estimatesAreByTheHour() throws {
        let estimate = try #require(Self.prices.estimate(for: 1800, at: "cheap"))
        #expect(estimate.lowest == 0.05 && estimate.highest == 0.1 && estimate.currency == "EUR")
        #expect(Self.prices.estimate(for: 1e9, at: "local")?.highest == 0)
        #expect(Self.prices.estimate(for: 1, at: "unknown") == nil)
        for nonsense in [-1, .nan, .infinity] as [Double] {
            #expect(Self.prices.estimate(for: nonsense, at: "cheap") == nil)
        }
        let account = CompositeMember("account", cheap)
        #expect(Self.prices.estimate(for: 3600, at: account)?.highest == 0.2)
        let agreed = PriceList(["account": .init(perHour: 0.01), "cheap": .init(perHour: 1)])
        #expect(agreed.estimate(for: 3600, at: account)?.highest == 0.01)
    }

    @Test func pricesAndRoutesAreData() throws {
        let text = #"{"currency":"EUR","prices":{"local":{"lowest":0,"highest":0,"note":"ours"}}}"#
        let list = try JSONDecoder.steno.decode(PriceList.self, from: Data(text.utf8))
        #expect(list == PriceList(currency: "EUR", ["local": .init(perHour: 0, note: "ours")]))
        let json = try JSONEncoder.steno.encode(Self.prices)
        #expect(try JSONDecoder.steno.decode(PriceList.self, from: json) == Self.prices)

        let rules = #"[{"members":["local"],"maximumDuration":60},{"choice":"cheapest","options":["redaction"]},{}]"#
        let routes = try JSONDecoder.steno.decode([Route].self, from: Data(rules.utf8))
        let wanted = [
            Route(to: ["local"], maximumDuration: 60), Route(options: [.redaction], choice: .cheapest), Route(),
        ]
        #expect(routes == wanted)
        #expect(try JSONDecoder.steno.decode([Route].self, from: JSONEncoder.steno.encode(routes)) == routes)
    }
}
