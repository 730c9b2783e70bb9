extension ArraySlice<UInt8> {
    /// The bytes as one number, most significant first; at most eight of them.
    var bigEndian: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }

    /// The bytes as one number, least significant first; at most eight of them.
    var littleEndian: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
