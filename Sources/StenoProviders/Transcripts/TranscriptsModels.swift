import HTTPTypes

/// A model of the service, as its list gives it.
///
/// The service documents that it has such a list, but not its path nor its shape.
public struct TranscriptsModel: Sendable, Hashable, Identifiable {
    /// The name to ask for in ``TranscriptionOptions/model``, such as `qwen3-asr`.
    public var id: String
    /// The item as it came.
    public var details: JSONValue
}

extension Transcripts {
    /// The models the deployment has.
    ///
    /// Where the list is, is an assumption: ``TranscriptsConfiguration/modelsPath``.
    public func models() async throws -> [TranscriptsModel] {
        let call = HTTPCall(.get, configuration.modelsPath, operation: "models")
        return try await http.send(call).read(ModelList.self, of: id).models.map {
            TranscriptsModel(id: $0.id, details: $0.details)
        }
    }
}
