extension RequestRules {
    /// An idempotency key: what a header field can carry, and no more characters than the service takes, where it says
    /// so.
    mutating func idempotencyKey(_ key: String?, atMost limit: Int? = nil) {
        guard let key else { return }
        need(!key.isEmpty, "Idempotency-Key", "must not be empty")
        if let limit { length(key, "Idempotency-Key", atMost: limit) }
        let isPrintable = key.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }
        need(
            isPrintable && !key.hasPrefix(" ") && !key.hasSuffix(" "),
            "Idempotency-Key",
            "must hold only printable ASCII characters, and no space at its ends"
        )
    }
}
