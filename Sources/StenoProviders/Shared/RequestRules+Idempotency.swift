extension RequestRules {
    /// An idempotency key: what a header field can carry, at most 255 characters.
    mutating func idempotencyKey(_ key: String?) {
        guard let key else { return }
        need(!key.isEmpty, "Idempotency-Key", "must not be empty")
        length(key, "Idempotency-Key", atMost: 255)
        let isPrintable = key.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }
        need(
            isPrintable && !key.hasPrefix(" ") && !key.hasSuffix(" "),
            "Idempotency-Key",
            "must hold only printable ASCII characters, and no space at its ends"
        )
    }
}
