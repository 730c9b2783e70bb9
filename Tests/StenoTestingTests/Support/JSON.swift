import Foundation

/// A JSON document, for looking into answers.
struct JSON: CustomStringConvertible {
    let value: Any?

    init(_ data: Data) { value = try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) }

    private init(value: Any?) { self.value = value }

    subscript(name: String) -> JSON { JSON(value: (value as? [String: Any])?[name]) }
    subscript(index: Int) -> JSON {
        let array = value as? [Any]
        return JSON(value: array.flatMap { $0.indices.contains(index) ? $0[index] : nil })
    }

    var string: String? { value as? String }
    var int: Int? { (value as? NSNumber).flatMap { Int(exactly: $0.doubleValue) } }
    var double: Double? { (value as? NSNumber)?.doubleValue }
    var bool: Bool? { value as? Bool }
    var isNull: Bool { value is NSNull }
    var isAbsent: Bool { value == nil }
    var array: [JSON]? { (value as? [Any])?.map { JSON(value: $0) } }
    var names: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
    var description: String { value.map { "\($0)" } ?? "nothing" }
}
