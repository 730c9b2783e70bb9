public import Steno

extension JSONValue {
    /// Whether the two are the same but for whether a number is called whole.
    public func agrees(with other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let double), .integer(let whole)), (.integer(let whole), .number(let double)):
            double == Double(whole)
        case (.array(let elements), .array(let others)):
            elements.count == others.count && zip(elements, others).allSatisfy { $0.agrees(with: $1) }
        case (.object(let members), .object(let others)):
            members.count == others.count
                && members.allSatisfy { name, value in others[name].map { value.agrees(with: $0) } ?? false }
        default: self == other
        }
    }
}
