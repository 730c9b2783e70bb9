extension Double {
    /// Whether this can be a length in seconds: a number, and not below zero.
    var isLength: Bool { isFinite && self >= 0 }
}
