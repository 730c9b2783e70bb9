/// What each simulated service is made of.
protocol SimulatedService: Sendable {
    var id: SimulatorService { get }
    /// The first segments of the paths it answers, without slashes, and the routes below each.
    ///
    /// The routes of a prefix are tried in order.
    var routes: [String: [Route]] { get }
    var book: JobBook { get }

    /// Refuses a request whose key is missing or is the one that is always refused.
    func authorize(_ exchange: Exchange) throws(Refusal)
    /// A refusal in the service's own words.
    func answer(to refusal: Refusal, exchange: Exchange) -> Answer
    /// The refusal the service documents for a status, for faults that name no more than that.
    func refusal(status: Int) -> Refusal
    /// Adds the header fields every answer has.
    func finish(_ answer: inout Answer, exchange: Exchange)
    /// Forgets everything but its settings.
    func clear()
}

extension SimulatedService {
    func finish(_ answer: inout Answer, exchange: Exchange) {}
}
