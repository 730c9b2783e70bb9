extension TranscriptionJob {
    /// The bytes a job takes in memory, by estimate: what words and segments take is about twenty times their text.
    var payload: Int { 1024 + (raw?.data.count ?? 0) + 20 * (transcript?.text.utf8.count ?? 0) }
}
