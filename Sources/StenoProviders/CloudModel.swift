/// A model of a cloud service, as ``CloudService/models(environment:settings:)`` lists it.
public struct CloudModel: Sendable, Hashable, Identifiable, Codable {
    /// The name to ask for in ``TranscriptionOptions/model``.
    public var id: String
    /// The name for people, where the service gives one.
    public var name: String?
    /// Whether it transcribes recordings; nil where the service does not say.
    public var isForJobs: Bool?
    /// The codes of the languages it recognises; empty where the service does not say.
    public var languages: [String]

    /// Describes a model.
    public init(id: String, name: String? = nil, isForJobs: Bool? = nil, languages: [String] = []) {
        self.id = id
        self.name = name
        self.isForJobs = isForJobs
        self.languages = languages
    }
}
