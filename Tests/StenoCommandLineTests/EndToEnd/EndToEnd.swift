import Testing

/// The tests that run the built program, one at a time because each uses a core or two.
@Suite(.serialized) enum EndToEnd {}
