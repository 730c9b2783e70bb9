/// Gives each request to the provider that suits it: by language, length, what it has to be able to do, and cost.
///
/// ```swift
/// let provider = try RoutingProvider(
///     [whisper, soniox, speechIsCheap],
///     routes: [
///         Route(to: ["whisper"], maximumDuration: 60),
///         Route(maximumCost: 2, choice: .cheapest),
///     ],
///     prices: .known
/// )
/// ```
///
/// The first route, read from the top, that holds for the request and has a member that can honour it decides. The member
/// gets the request as it is, and what it answers is the answer: for a second try with someone else, put a
/// ``FallbackProvider`` over routers or under them.
///
/// The length of the audio is told by the caller, with ``RoutingOptions``, or measured by a closure. Where it is not known,
/// or what is told is no length, routes with a condition on it do not hold.
public struct RoutingProvider: CompositeProvider {
    /// Finds out how long audio is, in seconds; nil where it cannot tell.
    public typealias Measure = @Sendable (_ audio: AudioSource) async throws -> Double?

    /// The name of this provider.
    public let id: ProviderID
    /// The providers to choose from.
    public let members: [CompositeMember]
    /// The rules, the first that holds decides.
    public let routes: [Route]
    /// What the members cost.
    public let prices: PriceList

    private let measure: Measure?

    /// A provider over others, each named by its own id; of two with one id the second is called `id-2`.
    ///
    /// - Parameters:
    ///   - providers: The providers to choose from.
    ///   - routes: The rules, read from the top.
    ///   - prices: What the providers cost.
    ///   - id: The name of the provider made.
    ///   - measure: Finds out how long audio is, where the caller does not say; asked only when a rule needs it.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` where a route names no member.
    public init(
        _ providers: [any TranscriptionProvider],
        routes: [Route] = [Route()],
        prices: PriceList = .init(),
        id: ProviderID = "routing",
        measure: Measure? = nil
    ) throws {
        let members = providers.map { CompositeMember($0.id.rawValue, $0) }
        try self.init(members: members, routes: routes, prices: prices, id: id, measure: measure)
    }

    /// A provider over others, by names of their own.
    ///
    /// - Parameters:
    ///   - members: The providers to choose from.
    ///   - routes: The rules, read from the top.
    ///   - prices: What the members cost.
    ///   - id: The name of the provider made.
    ///   - measure: Finds out how long audio is, where the caller does not say; asked only when a rule needs it.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` where a route names no member.
    public init(
        members: [CompositeMember],
        routes: [Route] = [Route()],
        prices: PriceList = .init(),
        id: ProviderID = "routing",
        measure: Measure? = nil
    ) throws {
        self.id = id
        self.members = CompositeMember.distinct(members)
        self.routes = routes
        self.prices = prices
        self.measure = measure
        let names = Set(self.members.map(\.name))
        let unknown = Set(routes.flatMap { $0.members ?? [] }).subtracting(names).sorted()
        guard unknown.isEmpty else {
            throw TranscriptionError(
                .invalidRequest,
                "A route of \(id) names \(unknown.joined(separator: ", ")), and the members are: "
                    + "\(names.sorted().joined(separator: ", ")).",
                provider: id
            )
        }
    }

    /// Gives a request to the member it is for.
    ///
    /// By best effort, the first member that can honour all options gets it or, where no route leads to one, the first that
    /// can honour the rest.
    ///
    /// - Throws: ``TranscriptionError``; `unsupportedOption` before any network call where no route leads to a member, saying
    ///   why each was ruled out.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        let member = try await member(for: request)
        switch await routing.submit(request, to: member) {
        case .success(let job): return routing.job(job, at: member)
        case .failure(let failure): throw routing.error(failure.error, of: member)
        }
    }

    /// The member a request would be given to.
    ///
    /// Nothing is sent.
    ///
    /// - Throws: What ``submit(_:)`` throws where no route leads to a member.
    public func member(for request: TranscriptionRequest) async throws -> CompositeMember {
        var choice = RouteChoice(members: members, prices: prices, request: request)
        choice.duration = try await duration(of: request)
        do {
            if let member = try choice.member(by: routes) { return member }
        } catch {
            throw own(error)
        }
        throw TranscriptionError(
            .unsupportedOption,
            "No route of \(id) leads to a provider for this request. \(choice.reasons)",
            provider: id
        )
    }

    private func duration(of request: TranscriptionRequest) async throws -> Double? {
        guard routes.contains(where: \.needsDuration) else { return nil }
        do {
            let told = try request.options.provider.value(RoutingOptions.self)?.audioDuration
            if let told, told.isLength { return told }
            return try await measure?(request.audio).flatMap { $0.isLength ? $0 : nil }
        } catch {
            throw own(error)
        }
    }

    private func own(_ error: any Error) -> TranscriptionError {
        var error = TranscriptionError(error, of: self)
        error.provider = id
        return error
    }
}
