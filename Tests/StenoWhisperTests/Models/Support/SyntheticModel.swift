import Foundation

@testable import StenoWhisper

/// A Whisper model file made up for a test: of the right structure, as small as the format allows, all weights zero.
struct SyntheticModel {
    var vocabularySize: Int32 = 51_864
    var audioContext: Int32 = 1500
    var audioState: Int32 = 2
    var audioHeads: Int32 = 1
    var audioLayers: Int32 = 1
    var textContext: Int32 = 448
    var textState: Int32 = 2
    var textHeads: Int32 = 1
    var textLayers: Int32 = 1
    var melBands: Int32 = 80
    var fileType: Int32 = 1
    var filterBands: Int32 = 80
    var filterBins: Int32 = 201
    var wordCount: Int32 = 50_256
    /// The last words of the vocabulary; all others are the letter a.
    var lastWords = [" ", " -", " '"]
    var magic: UInt32 = 0x6767_6d6c
    var omitted: Set<String> = []
    var extra: [(name: String, shape: TensorShape)] = []
    var tail: [UInt8] = []

    var tensors: [(name: String, shape: TensorShape)] {
        let info = WhisperModelInfo(
            vocabularySize: Int(vocabularySize),
            audioContext: Int(audioContext),
            audioState: Int(audioState),
            audioHeads: Int(audioHeads),
            audioLayers: Int(audioLayers),
            textContext: Int(textContext),
            textState: Int(textState),
            textHeads: Int(textHeads),
            textLayers: Int(textLayers),
            melBands: Int(melBands),
            weightType: "",
            byteCount: 0
        )
        let weights = GGMLTensorType(fileType: UInt32(max(0, fileType) % 1000)) ?? .f16
        return WhisperTensors.expected(in: info, weights: weights).filter { !omitted.contains($0.key) }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + extra
    }

    /// The file, and where the heads of its tensors lie.
    func build() -> (bytes: Data, heads: [Range<Int>]) {
        var bytes = Data()
        func add(_ numbers: Int32...) {
            for number in numbers { withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) } }
        }
        add(Int32(bitPattern: magic), vocabularySize, audioContext, audioState, audioHeads, audioLayers)
        add(textContext, textState, textHeads, textLayers, melBands, fileType, filterBands, filterBins)
        bytes.append(Data(count: Int(filterBands) * Int(filterBins) * 4))
        add(wordCount)
        let word = Data([1, 0, 0, 0, UInt8(ascii: "a")])
        var words = Data(capacity: Int(wordCount) * word.count)
        for _ in lastWords.count..<Int(wordCount) { words.append(word) }
        for word in lastWords { words.append(contentsOf: [UInt8(word.utf8.count), 0, 0, 0] + word.utf8) }
        bytes.append(words)
        var heads: [Range<Int>] = []
        for (name, shape) in tensors {
            let start = bytes.count
            let rank = shape.dimensions.lastIndex { $0 != 1 }.map { $0 + 1 } ?? 1
            add(Int32(rank), Int32(name.utf8.count), Int32(shape.type.rawValue))
            for dimension in shape.dimensions.prefix(rank) { add(Int32(dimension)) }
            bytes.append(contentsOf: name.utf8)
            heads.append(start..<bytes.count)
            bytes.append(Data(count: Int(shape.byteCount)))
        }
        bytes.append(contentsOf: tail)
        return (bytes, heads)
    }

    /// Runs a closure with the file on the disk.
    static func with<R>(_ bytes: Data, _ body: (URL) throws -> R) throws -> R {
        let url = FileManager.default.temporaryDirectory.appending(path: "steno-model-\(UUID()).bin")
        defer { try? FileManager.default.removeItem(at: url) }
        try bytes.write(to: url)
        return try body(url)
    }
}
