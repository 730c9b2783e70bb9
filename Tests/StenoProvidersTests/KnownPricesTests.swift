import Steno
import StenoProviders
import Testing

/// The prices that are known.
@Suite struct KnownPricesTests {
    @Test func pricesAreOfProvidersThereAre() {
        let names = Set(CloudService.all.map(\.id.rawValue) + ["whisper"])
        #expect(Set(PriceList.known.prices.keys).isSubset(of: names))
        #expect(PriceList.known.prices.values.allSatisfy { $0.lowest >= 0 && $0.lowest <= $0.highest })
    }

    @Test func whatIsNotKnownIsNotGuessed() {
        for unknown in [PyAI.id, Aitronos.id, Transcripts.id] {
            #expect(PriceList.known.estimate(for: 3600, at: unknown) == nil)
        }
        #expect(PriceList.known.estimate(for: 3600, at: Soniox.id)?.highest == 0.10)
        #expect(PriceList.known.estimate(for: 3600, at: SpeechIsCheap.id)?.lowest == 0.06)
        #expect(PriceList.known.estimate(for: 3600, at: "whisper")?.highest == 0)
    }
}
