public import Steno

/// What only Soniox has.
///
/// ```swift
/// options.provider.set(SonioxOptions(context: .init(general: ["domain": "Healthcare"]), identifiesLanguage: true))
/// ```
public struct SonioxOptions: ProviderOptions {
    /// The provider these belong to: `soniox`.
    public static var provider: ProviderID { Soniox.id }

    /// What the audio is about, in parts.
    ///
    /// ``TranscriptionOptions/context`` is its text, and ``TranscriptionOptions/vocabulary`` its first terms, where both are
    /// given.
    public var context: SonioxContext?
    /// Whether each segment tells its language.
    ///
    /// Nil is Soniox's default: only where there is a translation.
    public var identifiesLanguage: Bool?
    /// The name to give an uploaded file; nil takes the file's own.
    public var fileName: String?
    /// The caller's own name for an uploaded file, 256 characters at most.
    ///
    /// That of the job is ``TranscriptionRequest/clientReference``.
    public var fileReference: String?

    /// Describes the options.
    public init(
        context: SonioxContext? = nil,
        identifiesLanguage: Bool? = nil,
        fileName: String? = nil,
        fileReference: String? = nil
    ) {
        self.context = context
        self.identifiesLanguage = identifiesLanguage
        self.fileName = fileName
        self.fileReference = fileReference
    }
}

/// What the audio is about, in parts, for models of the third generation and later.
///
/// All together may have some 8,000 tokens, which are about 10,000 characters; Soniox refuses more.
public struct SonioxContext: Sendable, Hashable {
    /// Facts by name, such as `domain`, `topic` or `doctor`.
    public struct Fact: Sendable, Hashable, Codable {
        /// The fact's name.
        public var key: String
        /// The fact.
        public var value: String

        /// Describes a fact.
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// How a term is to be translated.
    public struct TermTranslation: Sendable, Hashable, Codable {
        /// The term as it is spoken.
        public var source: String
        /// Its translation.
        public var target: String

        /// Describes how a term is to be translated.
        public init(source: String, target: String) {
            self.source = source
            self.target = target
        }
    }

    /// Facts, in order of importance.
    public var general: [Fact]
    /// Longer background text.
    public var text: String?
    /// Words likely to occur.
    public var terms: [String]
    /// How terms are to be translated; of no use without a translation.
    public var translationTerms: [TermTranslation]

    /// Describes a context.
    public init(
        general: [Fact] = [],
        text: String? = nil,
        terms: [String] = [],
        translationTerms: [TermTranslation] = []
    ) {
        self.general = general
        self.text = text
        self.terms = terms
        self.translationTerms = translationTerms
    }

    /// Describes a context, with facts and terms in the order given.
    public init(
        general: KeyValuePairs<String, String>,
        text: String? = nil,
        terms: [String] = [],
        translationTerms: KeyValuePairs<String, String> = [:]
    ) {
        self.init(
            general: general.map { Fact(key: $0.key, value: $0.value) },
            text: text,
            terms: terms,
            translationTerms: translationTerms.map { TermTranslation(source: $0.key, target: $0.value) }
        )
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool {
        general.isEmpty && (text ?? "").isEmpty && terms.isEmpty && translationTerms.isEmpty
    }
}

/// The JSON form is that of the service: `{"general": [{"key": "…", "value": "…"}], "text": "…", "terms": ["…"],
/// "translation_terms": [{"source": "…", "target": "…"}]}`; what is empty is left out, and a string alone is the text.
extension SonioxContext: Codable {
    private enum CodingKeys: String, CodingKey {
        case general
        case text
        case terms
        case translationTerms = "translation_terms"
    }

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(text: text)
            return
        }
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            general: try members.decodeIfPresent([Fact].self, forKey: .general) ?? [],
            text: try members.decodeIfPresent(String.self, forKey: .text),
            terms: try members.decodeIfPresent([String].self, forKey: .terms) ?? [],
            translationTerms: try members.decodeIfPresent([TermTranslation].self, forKey: .translationTerms) ?? []
        )
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        if !general.isEmpty { try members.encode(general, forKey: .general) }
        try members.encodeIfPresent(text, forKey: .text)
        if !terms.isEmpty { try members.encode(terms, forKey: .terms) }
        if !translationTerms.isEmpty { try members.encode(translationTerms, forKey: .translationTerms) }
    }
}
