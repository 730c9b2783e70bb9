/// What providers ask for an hour of audio: data to be edited, as prices change and are agreed.
///
/// `PriceList.known` of `StenoProviders` holds what could be found out about its services. The JSON form has the members
/// `currency` and `prices`; each price has `lowest` and `highest` per hour, and perhaps a `note`.
public struct PriceList: Sendable, Hashable, Codable {
    /// A price per hour of audio, as a range where it is not known exactly or depends on options.
    public struct Price: Sendable, Hashable, Codable {
        /// The least an hour costs.
        public var lowest: Double
        /// The most an hour costs.
        public var highest: Double
        /// Where the price comes from, from when it is, and how far it can be trusted.
        public var note: String?

        /// Describes a range.
        public init(perHour range: ClosedRange<Double>, note: String? = nil) {
            (lowest, highest) = (range.lowerBound, range.upperBound)
            self.note = note
        }

        /// Describes an exact price.
        public init(perHour amount: Double, note: String? = nil) {
            self.init(perHour: amount...amount, note: note)
        }

        /// No price at all, as for an engine on this machine.
        public static let free = Self(perHour: 0)
    }

    /// What the transcription of some audio may cost.
    public struct Estimate: Sendable, Hashable {
        /// The least it costs.
        public var lowest: Double
        /// The most it costs, as far as the price list knows.
        public var highest: Double
        /// The currency, as ISO 4217 code.
        public var currency: String
    }

    /// The currency of all prices, as ISO 4217 code.
    public var currency: String
    /// The prices, by the name of a ``CompositeMember`` or the id of a provider.
    public var prices: [String: Price]

    /// Makes a list.
    public init(currency: String = "USD", _ prices: [String: Price] = [:]) {
        self.currency = currency
        self.prices = prices
    }

    /// What the transcription of some audio may cost.
    ///
    /// - Parameters:
    ///   - seconds: The length of the audio in seconds.
    ///   - provider: Who would transcribe it.
    /// - Returns: The estimate; nil where the price is not known, or the length is not a length.
    public func estimate(for seconds: Double, at provider: ProviderID) -> Estimate? {
        prices[provider.rawValue].flatMap { estimate(for: seconds, at: $0) }
    }

    /// What the transcription of some audio may cost at a member: by its own price or else by its provider's.
    ///
    /// - Parameters:
    ///   - seconds: The length of the audio in seconds.
    ///   - member: Who would transcribe it.
    /// - Returns: The estimate; nil where the price is not known, or the length is not a length.
    public func estimate(for seconds: Double, at member: CompositeMember) -> Estimate? {
        price(of: member).flatMap { estimate(for: seconds, at: $0) }
    }

    func price(of member: CompositeMember) -> Price? {
        prices[member.name] ?? prices[member.provider.id.rawValue]
    }

    private func estimate(for seconds: Double, at price: Price) -> Estimate? {
        guard seconds.isLength else { return nil }
        let hours = seconds / 3600
        return Estimate(lowest: price.lowest * hours, highest: price.highest * hours, currency: currency)
    }
}
