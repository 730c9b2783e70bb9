import Steno

/// What providers can honour, side by side.
enum CapabilityTable {
    /// One thing a provider may have, and whether it does.
    private struct Row {
        let name: String
        let cell: (ProviderRow) -> String
    }

    /// The table, a column for each provider.
    static func text(of providers: [ProviderRow]) -> String {
        var table = TextTable(header: [""] + providers.map(\.id.rawValue))
        for row in rows { table.add([row.name] + providers.map(row.cell)) }
        return table.text
    }

    private static var rows: [Row] {
        var rows = [Row(name: "key is set") { $0.hasKey.map { $0 ? "yes" : "no" } ?? "none" }]
        for (name, kind) in sources {
            rows.append(Row(name: name) { $0.capabilities.audioSources.contains(kind) ? "yes" : "no" })
        }
        for (name, option) in options {
            rows.append(Row(name: name) { word($0.capabilities.support(for: option)) })
        }
        for (name, operation) in operations {
            rows.append(Row(name: name) { word($0.capabilities.support(for: operation)) })
        }
        rows.append(Row(name: "webhook is signed") { word($0.capabilities.webhookAuthentication) })
        rows.append(Row(name: "jobs in a page") { word($0.capabilities.listing) })
        return rows
    }

    private static let sources: [(String, AudioSource.Kind)] = [("audio file", .file), ("audio by address", .url)]

    private static let options: [(String, RequestOption)] = [
        ("choice of model", .model), ("finds language", .automaticLanguage), ("language hints", .languageHints),
        ("strict language", .strictLanguage), ("tells speakers", .speakerDiarization),
        ("number of speakers", .expectedSpeakers), ("channels", .channelDiarization), ("word times", .wordTiming),
        ("vocabulary", .vocabulary), ("context", .context), ("redaction", .redaction), ("translation", .translation),
        ("numerals", .numerals), ("insights", .insights), ("sound labels", .soundLabels), ("subtitles", .subtitles),
        ("webhook", .webhook), ("metadata", .metadata), ("reference", .clientReference),
        ("idempotency key", .idempotencyKey),
    ]

    private static let operations: [(String, Capabilities.Operation)] = [
        ("list jobs", .list), ("cancel a job", .cancel), ("delete a job", .delete),
    ]

    private static func word(_ support: Capabilities.Support) -> String {
        switch support {
        case .supported: "yes"
        case .unsupported: "no"
        case .unknown: "?"
        }
    }

    /// Whether deliveries are signed, or at least carry a header that was agreed; a dash where there are none.
    private static func word(_ authentication: Capabilities.WebhookAuthentication?) -> String {
        switch authentication {
        case .signature?: "yes"
        case .header?: "header"
        case .unsigned?: "no"
        case nil: "-"
        }
    }

    /// The most jobs in a page of the list; a dash where there is no list.
    private static func word(_ listing: Capabilities.Listing?) -> String {
        guard let listing else { return "-" }
        return listing.maximumPageSize.map { "\($0)" } ?? "?"
    }
}
