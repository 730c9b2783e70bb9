extension WebhookRefusal {
    static var noSecret: Self { Self(.noSecret, "There is no secret to verify with.") }

    static var wrongSignature: Self {
        Self(.wrongSignature, "No signature matches: it was made with another secret, or the delivery was changed.")
    }

    static func malformedTimestamp(_ header: String) -> Self {
        Self(.malformedHeader, "The header \(header) does not hold one time in Unix seconds.")
    }
}
