/// A list of models in the form several services share: an object whose `data` holds objects with an `id`.
struct ModelList: JSONReadable {
    var models: [(id: String, details: JSONValue)] = []

    init(from json: inout JSONReader) throws {
        guard json.peek() == .object else {
            try readModels(&json)
            return
        }
        try json.readObject { key, json in
            switch key {
            case "data", "models": try readModels(&json)
            default: break
            }
        }
    }

    private mutating func readModels(_ json: inout JSONReader) throws {
        guard json.peek() == .array else { return }
        models = try json.readArray { json in try json.readValue() }.compactMap { item in
            switch item {
            case .string(let id): return (id, item)
            case .object(let members):
                guard case .string(let id)? = members["id"] else { return nil }
                return (id, item)
            default: return nil
            }
        }
    }
}
