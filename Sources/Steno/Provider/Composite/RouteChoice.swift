/// The choice of a member for one request, and why the others were ruled out.
struct RouteChoice {
    let members: [CompositeMember]
    let prices: PriceList
    let request: TranscriptionRequest
    /// The length of the audio in seconds, where it is known.
    var duration: Double?

    private var ruledOut: [(member: String, reason: String)] = []

    init(members: [CompositeMember], prices: PriceList, request: TranscriptionRequest) {
        self.members = members
        self.prices = prices
        self.request = request
    }

    /// Why each member was ruled out.
    var reasons: String {
        if members.isEmpty { return "It has no members." }
        return members.map { member in
            let reasons = ruledOut.filter { $0.member == member.name }.map(\.reason)
            return "\(member.name): \(reasons.isEmpty ? "no route leads there." : reasons.joined(separator: " "))"
        }
        .joined(separator: " ")
    }

    /// The first member that can honour everything, else the first that can honour what cannot be left out.
    ///
    /// - Throws: `TranscriptionError` where the request makes no sense to any provider.
    mutating func member(by routes: [Route]) throws -> CompositeMember? {
        var partial: CompositeMember?
        for (index, route) in routes.enumerated() {
            let candidates = candidates(of: route)
            if let mismatch = route.mismatch(request, duration: duration) {
                for member in candidates { ruleOut(member, "route \(index + 1) does not hold: \(mismatch).") }
                continue
            }
            for member in candidates {
                if let reason = tooDear(member, for: route) {
                    ruleOut(member, reason)
                    continue
                }
                switch try honours(member) {
                case .all: return member
                case .part: partial = partial ?? member
                case .not(let reason): ruleOut(member, reason)
                }
            }
        }
        return partial
    }

    private mutating func ruleOut(_ member: CompositeMember, _ reason: String) {
        if !ruledOut.contains(where: { $0 == (member.name, reason) }) { ruledOut.append((member.name, reason)) }
    }

    private func candidates(of route: Route) -> [CompositeMember] {
        let named = route.members.map { names in names.compactMap { name in members.first { $0.name == name } } }
        let candidates = named ?? members
        guard route.choice == .cheapest else { return candidates }
        // Sorting may exchange equals, so the place in the order decides between them.
        return candidates.enumerated()
            .map { (dearness: prices.price(of: $1)?.highest ?? .infinity, index: $0, member: $1) }
            .sorted { ($0.dearness, $0.index) < ($1.dearness, $1.index) }
            .map(\.member)
    }

    private func tooDear(_ member: CompositeMember, for route: Route) -> String? {
        guard let most = route.maximumCost else { return nil }
        guard let duration else { return "the length of the audio, and so the cost, is not known." }
        guard let estimate = prices.estimate(for: duration, at: member) else { return "its price is not known." }
        guard estimate.highest > most else { return nil }
        return "it may cost \(estimate.highest) \(estimate.currency), and \(most) is the most that may be spent."
    }

    private enum Honouring {
        case all
        case part
        case not(String)
    }

    private func honours(_ member: CompositeMember) throws -> Honouring {
        do {
            let provider = member.provider
            let asked = try member.prepared(request)
            return try asked.honoured(by: provider.capabilities, of: provider.id).1.isEmpty ? .all : .part
        } catch let error as TranscriptionError where error.code == .unsupportedOption {
            return .not(error.message)
        }
    }
}
