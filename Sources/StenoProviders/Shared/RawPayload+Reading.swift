extension RawPayload {
    /// Reads the payload as what a service gives.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidResponse`, which tells where the payload is not what it
    ///   should be.
    func read<Value: JSONReadable>(_ type: Value.Type, of provider: ProviderID) throws -> Value {
        do {
            return try JSONReader.read(type, from: data)
        } catch {
            throw TranscriptionError(
                .invalidResponse,
                "This payload is not one of \(provider): \(error).",
                provider: provider,
                underlying: error
            )
        }
    }
}
