public import Foundation

/// Remembers which events came, so that each has one effect, and which of them are still to be worked on.
///
/// Several hosts that share a store share the memory: of the same event delivered to all of them, one gets it.
public protocol WebhookStore: Sendable {
    /// Remembers an event, unless it is remembered already; one step that nothing comes between.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - expiry: Until when it must be remembered.
    /// - Returns: Whether it is new.
    /// - Throws: ``TranscriptionError`` with code `storage` where it cannot be remembered, which includes that there is no
    ///   room: nothing that has not expired is forgotten for it.
    func record(_ event: WebhookEvent, until expiry: Date) async throws -> Bool

    /// Notes that an event has had its effect. It stays remembered until it expires.
    ///
    /// - Throws: ``TranscriptionError`` with code `storage`.
    func finish(_ event: WebhookEvent) async throws

    /// Forgets an event that turned out to be none, so that a genuine one of the same id is new.
    ///
    /// - Throws: ``TranscriptionError`` with code `storage`.
    func release(_ event: WebhookEvent) async throws

    /// The events that have not had their effect yet, the oldest first.
    ///
    /// - Throws: ``TranscriptionError`` with code `storage`.
    func unfinished() async throws -> [WebhookEvent]
}
