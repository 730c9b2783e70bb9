/// Remembers which events came, so that each has one effect, and which of them are still to be worked on.
///
/// One record does both: who keeps an event's id keeps duplicates out, and who keeps the event until it has had its effect
/// loses none. Several hosts that share a store share the memory and the work: of the same event delivered to all of
/// them one records it, and one at a time works on it.
///
/// An event is told from others by its ``WebhookEvent/provider`` and its ``WebhookEvent/id`` together. Every requirement
/// is one step that nothing comes between. Time is the store's own, so that hosts whose clocks differ can share one.
public protocol WebhookStore: Sendable {
    /// Records an event, unless it is recorded already.
    ///
    /// Of an event that is recorded and has not had its effect it is noted that it came again: what is worked on may be a
    /// forgery, and this one genuine. See ``release(_:)``.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - retention: How long its id must be remembered at least.
    /// - Returns: Whether it is new.
    /// - Throws: ``TranscriptionError`` with code `storage` where it cannot be recorded, which includes that there is no
    ///   room: nothing still to be remembered is forgotten for it.
    func record(_ event: WebhookEvent, for retention: Duration) async throws -> Bool

    /// Hands out events that have not had their effect and that nobody works on.
    ///
    /// What is handed out is handed out again only when it was neither finished, postponed nor released in time, because
    /// whoever had it is gone.
    ///
    /// - Parameters:
    ///   - count: How many at most.
    ///   - lease: For how long they are handed out.
    /// - Returns: The events, those due for the longest time first; none where nothing is due.
    /// - Throws: ``TranscriptionError`` with code `storage`.
    func claim(upTo count: Int, for lease: Duration) async throws -> [WebhookClaim]

    /// Notes that an event has had its effect. Its id stays remembered.
    ///
    /// That holds even where the event was handed out again in the meantime: what has had its effect needs no other.
    ///
    /// - Throws: ``TranscriptionError`` with code `storage`.
    func finish(_ claim: WebhookClaim) async throws

    /// Lets an event that has not had its effect be handed out again after a while.
    ///
    /// Nothing happens to an event that has had it, or that was handed out again after this claim: it is someone else's
    /// now.
    ///
    /// - Throws: ``TranscriptionError`` with code `storage`.
    func postpone(_ claim: WebhookClaim, for delay: Duration) async throws

    /// Forgets an event that turned out to be none, so that a genuine one of the same id is new.
    ///
    /// One that came again since it was recorded, or since it was last released, is not forgotten: it is handed out again
    /// at once, as the delivery that came later may be the genuine one.
    ///
    /// Nothing happens to an event that has had its effect, or that was handed out again after this claim.
    ///
    /// - Throws: ``TranscriptionError`` with code `storage`.
    func release(_ claim: WebhookClaim) async throws
}

/// An event handed out to be worked on.
///
/// Of several claims to an event the one with the highest ``attempt`` is good.
public struct WebhookClaim: Sendable, Hashable, Codable {
    /// The event.
    public var event: WebhookEvent
    /// How many times it was handed out, this time included.
    public var attempt: Int

    /// Describes a claim.
    public init(event: WebhookEvent, attempt: Int) {
        self.event = event
        self.attempt = attempt
    }
}
