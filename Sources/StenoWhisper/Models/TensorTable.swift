import Foundation

/// What a tensor has to look like.
///
/// Dimensions run from the innermost out and are filled with ones to four.
struct TensorShape: Hashable, Sendable {
    let type: GGMLTensorType
    let dimensions: [Int64]

    init(_ type: GGMLTensorType, _ dimensions: Int64...) {
        self.type = type
        self.dimensions = dimensions + Array(repeating: 1, count: 4 - dimensions.count)
    }

    /// The bytes of its data.
    var byteCount: Int64 {
        dimensions.dropFirst().reduce(dimensions[0] / type.blockLength * type.blockBytes, *)
    }
}

extension ModelFileReader {
    /// Walks over the tensors up to the end of the file and holds each against what is expected of its name.
    ///
    /// whisper.cpp itself trusts the count of dimensions and the length of the name, takes a type of the same width for
    /// the right one, counts a tensor that comes twice as two, and accepts a file without any.
    mutating func checkTensors(_ expected: [String: TensorShape]) throws {
        var seen = Set<String>()
        // Fewer than 12 bytes cannot be the head of a tensor, and whisper.cpp stops before them.
        while size - offset >= 12 {
            let rank = try uint32("a tensor's head")
            let length = try uint32("a tensor's head")
            let type = try uint32("a tensor's head")
            guard rank <= 4 else { throw invalid("tensor \(seen.count) states \(rank) dimensions") }
            guard (1...256).contains(length) else {
                throw invalid("tensor \(seen.count) states a name of \(length) bytes")
            }
            var dimensions: [Int64] = [1, 1, 1, 1]
            for index in 0..<Int(rank) { dimensions[index] = try int32("a tensor's dimensions") }
            let name = try text(Int(length), "a tensor's name")
            guard let shape = expected[name] else {
                throw invalid("it has a tensor that does not belong: \(name.shown)")
            }
            guard seen.insert(name).inserted else { throw invalid("the tensor \(name) comes twice") }
            guard dimensions == shape.dimensions else {
                throw invalid("the tensor \(name) has the dimensions \(dimensions) in place of \(shape.dimensions)")
            }
            guard type == shape.type.rawValue else {
                throw invalid("the tensor \(name) is of type \(type) in place of \(shape.type.rawValue)")
            }
            try skip(shape.byteCount, "the tensor \(name)")
        }
        if seen.isEmpty { throw invalid("it has no tensors, so it is one of the empty models made for tests") }
        if seen.count < expected.count {
            let missing = expected.keys.filter { !seen.contains($0) }.sorted()
            throw invalid("\(missing.count) tensors are missing, among them \(missing[0])")
        }
    }
}

extension String {
    /// A name from a file, fit for a sentence.
    fileprivate var shown: String {
        String(prefix(64).map { $0.isASCII && $0 >= " " && $0 != "\u{7f}" ? $0 : "?" })
    }
}
