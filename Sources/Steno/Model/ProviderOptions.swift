import Foundation

/// Options only one provider has.
///
/// Each provider that has some declares one type.
public protocol ProviderOptions: Codable, Hashable, Sendable {
    /// The provider they belong to.
    static var provider: ProviderID { get }
}

/// The provider-specific options of a request: at most one value for each provider.
///
/// A request may carry options for several providers, so that it can move between them; each reads its own.
public struct ProviderOptionSet: Sendable {
    private enum Entry: Sendable {
        case typed(any ProviderOptions)
        case encoded(JSONValue)
    }

    private var entries: [ProviderID: Entry] = [:]

    /// No options.
    public init() {}

    /// The options of the providers given; of two for the same provider the last counts.
    public init(_ options: any ProviderOptions...) {
        for option in options {
            entries[type(of: option).provider] = .typed(option)
        }
    }

    /// Whether there are none.
    public var isEmpty: Bool { entries.isEmpty }

    /// Sets one provider's options in place of those it had.
    public mutating func set(_ options: some ProviderOptions) {
        entries[type(of: options).provider] = .typed(options)
    }

    /// One provider's options, or nil when there are none.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` when they came from JSON of another shape.
    public func value<Options: ProviderOptions>(_ type: Options.Type) throws -> Options? {
        switch entries[Options.provider] {
        case nil:
            return nil
        case .typed(let options as Options):
            return options
        case .typed(let options):
            return try Self.convert(JSONEncoder.steno.encode(options), to: Options.self)
        case .encoded(let json):
            return try Self.convert(JSONEncoder.steno.encode(json), to: Options.self)
        }
    }

    private static func convert<Options: ProviderOptions>(_ json: Data, to type: Options.Type) throws -> Options {
        do {
            return try JSONDecoder.steno.decode(Options.self, from: json)
        } catch {
            throw TranscriptionError(
                .invalidRequest,
                "The options given for \(Options.provider) do not have the form of \(Options.self).",
                provider: Options.provider,
                underlying: error
            )
        }
    }

    private var json: [String: JSONValue] {
        get throws {
            try entries.reduce(into: [:]) { json, entry in
                switch entry.value {
                case .encoded(let value):
                    json[entry.key.rawValue] = value
                case .typed(let options):
                    json[entry.key.rawValue] = try JSONDecoder.steno.decode(
                        JSONValue.self,
                        from: JSONEncoder.steno.encode(options)
                    )
                }
            }
        }
    }
}

extension ProviderOptionSet: Hashable {
    /// Whether both hold the same options; read by their JSON form, so that options from code and from JSON compare.
    public static func == (one: Self, other: Self) -> Bool {
        guard one.entries.keys == other.entries.keys else { return false }
        guard let first = try? one.json, let second = try? other.json else { return false }
        return first == second
    }

    /// Hashes which providers have options.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(Set(entries.keys))
    }
}

/// The JSON form is an object from provider name to that provider's options.
extension ProviderOptionSet: Codable {
    /// Reads the JSON form; the options are checked when their provider asks for them.
    public init(from decoder: any Decoder) throws {
        let json = try decoder.singleValueContainer().decode([String: JSONValue].self)
        for (provider, options) in json {
            entries[ProviderID(rawValue: provider)] = .encoded(options)
        }
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(json)
    }
}
