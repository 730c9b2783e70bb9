import Foundation
import Steno
import StenoTestSupport
import Testing

@testable import StenoProviders

@Suite("Soniox: models and usage")
struct SonioxServiceTests {
    private let from = Date(timeIntervalSince1970: 1_775_001_600)  // 2026-04-01T00:00:00Z

    @Test("Every field of the models")
    func models() async throws {
        let harness = SonioxHarness(["GET /v1/models": [try .soniox("models.json")]])
        let models = try await harness.soniox.models()
        #expect(models.map(\.id) == ["stt-async-v5", "stt-async-preview", "stt-async-v1", "stt-rt-v5"])
        #expect(models.filter(\.isForJobs).count == 3)
        let current = models[0]
        #expect(current.aliasedModelID == nil && models[1].aliasedModelID == "stt-async-v5")
        #expect(current.name == "Speech-to-Text Async v5")
        #expect(current.contextVersion == 2)
        #expect(current.transcriptionMode == .async)
        #expect(current.languages.map(\.code) == ["en", "fr"])
        #expect(current.languages.map(\.name) == ["English", "French"])
        #expect(current.supportsLanguageHintsStrict == true)
        #expect(current.oneWayTranslation == "all_languages" && current.twoWayTranslation == "all_languages")
        let old = models[2]
        #expect(old.translationTargets.first?.targetLanguage == "en")
        #expect(old.translationTargets.first?.sourceLanguages == ["fr"])
        #expect(old.translationTargets.first?.excludeSourceLanguages == ["de"])
        #expect(old.twoWayTranslationPairs == ["en:fr"])
        #expect(old.oneWayTranslation == nil && old.twoWayTranslation == nil)
        let live = models[3]
        #expect(live.transcriptionMode == .realTime)
        #expect(live.supportsMaxEndpointDelay == true && live.supportsEndpointSensitivity == true)
        #expect(live.supportsEndpointLatencyAdjustment == true && live.endpointLatencyAdjustmentMaxLevel == 3)
    }

    @Test("Every field of the usage log, page after page")
    func log() async throws {
        let harness = SonioxHarness([
            "GET /v1/usage-logs": [try .soniox("usage-logs.json"), try .soniox("usage-logs-last.json")]
        ])
        let window = from..<from.addingTimeInterval(31 * 86_400)
        var entries: [SonioxUsageEntry] = []
        for try await entry in harness.soniox.usage.log(window, order: .newestFirst, pageSize: 1) {
            entries.append(entry)
        }
        let query = "start_time=2026-04-01T00%3A00%3A00Z&end_time=2026-05-02T00%3A00%3A00Z&sort=end_time_desc&limit=1"
        #expect(harness.calls == ["GET /v1/usage-logs?\(query)", "GET /v1/usage-logs?\(query)&cursor=cursor-2"])
        #expect(entries.map(\.clientReferenceID) == ["call-17", nil])
        let entry = try #require(entries.first)
        #expect(entry.id == "0d1e2f3a-4b5c-6d7e-8f90-1234567890ab")
        #expect(entry.requestScope == "api")
        #expect(entry.model == "stt-async-v5")
        #expect(entry.startTime == (try Date("2026-04-28T09:00:00Z", strategy: .iso8601)))
        #expect(entry.endTime == (try Date("2026-04-28T09:00:12Z", strategy: .iso8601)))
        #expect(entry.inputTextTokens == 42 && entry.inputAudioTokens == 12_345)
        #expect(entry.inputAudioDurationMilliseconds == 12_000)
        #expect(entry.outputTextTokens == 678 && entry.outputAudioTokens == 256)
        #expect(entry.outputAudioDurationMilliseconds == 4500)
        #expect(entry.cost == Decimal(string: "0.0081"))
        #expect(entry.inputCost == Decimal(string: "0.0011"))
        #expect(entry.inputTextCost == Decimal(string: "0.0001"))
        #expect(entry.inputAudioCost == Decimal(string: "0.001"))
        #expect(entry.outputCost == Decimal(string: "0.007"))
        #expect(entry.outputTextCost == Decimal(string: "0.005"))
        #expect(entry.outputAudioCost == Decimal(string: "0.002"))
    }

    @Test("Every field of the usage summary")
    func summary() async throws {
        let harness = SonioxHarness(["GET /v1/usage/summary": [try .soniox("usage-summary.json")]])
        let summary = try await harness.soniox.usage.summary(from..<from.addingTimeInterval(2 * 86_400))
        #expect(
            harness.calls
                == ["GET /v1/usage/summary?start_time=2026-04-01T00%3A00%3A00Z&end_time=2026-04-03T00%3A00%3A00Z"]
        )
        #expect(summary.total.model == nil)
        #expect(summary.models.map(\.model) == ["stt-async-v5", "tts-rt-v1"])
        let model = summary.models[0]
        #expect(model.days.map(\.date) == ["2026-04-01", "2026-04-02"])
        func figures(_ requests: Int, _ cents: [Int], _ counts: [Int]) -> SonioxUsageSummary.Figures {
            func cost(_ index: Int) -> Decimal { Decimal(cents[index]) / 100 }
            return .init(
                requests: requests,
                cost: cost(0),
                inputCost: cost(1),
                outputCost: cost(2),
                durationCost: cost(3),
                inputTextTokens: counts[0],
                inputAudioTokens: counts[1],
                inputAudioDurationMilliseconds: counts[2],
                outputTextTokens: counts[3],
                outputAudioTokens: counts[4],
                outputAudioDurationMilliseconds: counts[5],
                durationMilliseconds: counts[6]
            )
        }
        #expect(model.total == figures(30, [12, 10, 8, 6], (0..<7).map { 300 + 3 * $0 }))
        #expect(model.days[0].figures == figures(10, [4, 3, 2, 1], (0..<7).map { 100 + $0 }))
        #expect(model.days[1].figures == figures(20, [8, 7, 6, 5], (0..<7).map { 200 + 2 * $0 }))
    }

    @Test("A window that is empty or too long is refused before any call")
    func windows() async throws {
        let harness = SonioxHarness([:])
        let usage = harness.soniox.usage
        let empty = try #require(await failure { try await usage.summary(from..<from) })
        #expect(empty.message.contains("`end_time` must be after start_time"))
        let year = from..<from.addingTimeInterval(367 * 86_400)
        let long = try #require(await failure { try await usage.summary(year) })
        #expect(long.message.contains("`end_time` must be at most 366 days after start_time"))
        let log = try #require(await failure { for try await _ in usage.log(year) {} })
        #expect(log.message.contains("at most 31 days"))
        #expect(harness.transport.sent.isEmpty)
    }

    @Test("Live streams and their limits; none where there is none")
    func concurrency() async throws {
        let harness = SonioxHarness(["GET /v1/concurrency-limits": [try .soniox("concurrency-limits.json")]])
        let streams = try await harness.soniox.usage.concurrency()
        #expect(streams.project.current == .init(transcribe: 2, speak: 0))
        #expect(streams.project.limits == .init(transcribe: 4, speak: 1))
        #expect(streams.organization.current == .init(transcribe: 5, speak: 1))
        #expect(streams.organization.limits == .init(transcribe: 10, speak: nil))
    }
}
