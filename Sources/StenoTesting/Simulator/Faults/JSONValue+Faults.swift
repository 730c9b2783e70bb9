import Steno

extension JSONValue {
    /// This value with every status that is a string changed; numbers, as in problem documents, stay.
    func withStatus(_ status: String) -> JSONValue {
        switch self {
        case .object(let members):
            .object(
                Dictionary(
                    uniqueKeysWithValues: members.map { name, value in
                        (name, name == "status" && value.string != nil ? .string(status) : value.withStatus(status))
                    }
                )
            )
        case .array(let elements): .array(elements.map { $0.withStatus(status) })
        default: self
        }
    }

    /// This value with two members more in every object, but not in maps whose names are the client's own.
    func withUnknownMembers() -> JSONValue {
        switch self {
        case .object(let members):
            .object(
                Dictionary(
                    uniqueKeysWithValues: members.map { name, value in
                        (name, ["metadata", "formats"].contains(name) ? value : value.withUnknownMembers())
                    }
                ).merging([
                    "x_future_field": .object(["nested": .array([.integer(1), .null, .string("two")])]),
                    "x_future_flag": .bool(true),
                ]) { old, _ in old }
            )
        case .array(let elements): .array(elements.map { $0.withUnknownMembers() })
        default: self
        }
    }
}
