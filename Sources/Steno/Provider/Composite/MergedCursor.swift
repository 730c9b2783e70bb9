import Foundation

/// Where the next page of a merged list begins: a place in the list of each member that has not ended.
struct MergedCursor: Codable, Equatable {
    /// A place in one member's list.
    struct Place: Codable, Equatable {
        /// The member's own cursor; nil at the beginning.
        var cursor: String?
        /// The last job of that page that was given out, where not all were.
        var after: JobID?
        /// The date of the last job given out.
        var date: Date?
    }

    /// The places, by the prefix of the member's ids; who is not here has ended.
    var places: [String: Place]

    /// Begins all lists.
    init(beginning members: [CompositeMember]) {
        places = Dictionary(uniqueKeysWithValues: members.map { ($0.prefix, Place()) })
    }

    init(places: [String: Place]) {
        self.places = places
    }

    /// Reads a cursor; nil where it is none.
    init?(_ text: String) {
        guard let json = Data(base64Encoded: text), let cursor = try? JSONDecoder().decode(Self.self, from: json)
        else { return nil }
        self = cursor
    }

    /// The cursor as text.
    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return try encoder.encode(self).base64EncodedString()
        }
    }
}
