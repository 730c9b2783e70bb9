import HTTPTypes

/// A model of PyAI, as the service's list gives it.
///
/// The shape of the list's items is not documented; the id is as in other services of its kind.
public struct PyAIModel: Sendable, Hashable, Identifiable {
    /// The name to ask for in ``TranscriptionOptions/model``.
    public var id: String
    /// The item as it came.
    public var details: JSONValue
}

extension PyAI {
    /// The models the service has (`GET /v1/models`).
    ///
    /// Jobs are documented with `pyai-hear-telephony`, which is the default, and `pyai-hear`; the list may hold models
    /// for other purposes.
    public func models() async throws -> [PyAIModel] {
        let call = HTTPCall(.get, "/v1/models", operation: "models")
        return try await http.send(call).read(ModelList.self, of: id).models.map {
            PyAIModel(id: $0.id, details: $0.details)
        }
    }
}
