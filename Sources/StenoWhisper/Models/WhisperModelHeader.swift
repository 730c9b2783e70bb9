import Foundation

/// The part of a Whisper model file before its tensors, in the order of whisper.cpp's `whisper_model_load`.
extension ModelFileReader {
    /// The eleven numbers after the format's mark, within the bounds whisper.cpp relies on without checking them.
    mutating func readDimensions() throws -> (WhisperModelInfo, GGMLTensorType) {
        if try peek(17).dropFirst(4).starts(with: Array("silero".utf8)) {
            throw invalid("it is a voice activity model and cannot transcribe")
        }
        var numbers: [Int] = []
        for _ in 0..<11 { numbers.append(Int(try int32("the dimensions"))) }
        let fileType = numbers[10]
        // Thousands count the version of the quantization format, which whisper.cpp reads and ignores.
        guard fileType >= 0, let weights = GGMLTensorType(fileType: UInt32(fileType % 1000)) else {
            throw invalid("it states the file type \(fileType), which whisper.cpp does not know")
        }
        let info = WhisperModelInfo(
            vocabularySize: numbers[0],
            audioContext: numbers[1],
            audioState: numbers[2],
            audioHeads: numbers[3],
            audioLayers: numbers[4],
            textContext: numbers[5],
            textState: numbers[6],
            textHeads: numbers[7],
            textLayers: numbers[8],
            melBands: numbers[9],
            weightType: weights.name,
            byteCount: size
        )
        try check(info, weights)
        return (info, weights)
    }

    private func check(_ info: WhisperModelInfo, _ weights: GGMLTensorType) throws {
        // The time tokens begin at 50,363 and there are 1,501 of them; above 51,866 there would be more languages than
        // whisper.cpp has names for, and it would build a string from a null pointer.
        try require(info.vocabularySize, in: 51_864...51_866, "size of the vocabulary")
        try require(info.audioContext, in: 1500...1500, "length of the audio window")
        try require(info.textContext, in: 448...448, "length of the text window")
        try require(info.audioState, in: 1...8192, "width of the encoder")
        // whisper.cpp aborts when a graph has more than 4,096 nodes; a decoder layer takes about 60.
        try require(info.audioLayers, in: 1...48, "number of encoder layers")
        try require(info.textLayers, in: 1...48, "number of decoder layers")
        guard info.melBands == 80 || info.melBands == 128 else {
            throw invalid("it states \(info.melBands) mel bands in place of 80 or 128")
        }
        guard info.textState == info.audioState else {
            throw invalid("encoder and decoder differ in width: \(info.audioState) and \(info.textState)")
        }
        for heads in [info.audioHeads, info.textHeads] {
            guard heads > 0, info.audioState % heads == 0 else {
                throw invalid("the width \(info.audioState) does not divide into \(heads) heads")
            }
        }
        guard Int64(info.audioState) % weights.blockLength == 0 else {
            throw invalid("rows of \(info.audioState) numbers cannot be packed as \(weights.name)")
        }
    }

    private func require(_ value: Int, in range: ClosedRange<Int>, _ what: String) throws {
        guard !range.contains(value) else { return }
        let wanted = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        throw invalid("the \(what) is \(value) in place of \(wanted)")
    }

    /// The mel filters, which whisper.cpp takes the size of its spectrogram from.
    mutating func skipFilters(of info: WhisperModelInfo) throws {
        let bands = try int32("the mel filters")
        let bins = try int32("the mel filters")
        guard bands == info.melBands, bins == 201 else {
            throw invalid("its mel filters are \(bands) by \(bins) in place of \(info.melBands) by 201")
        }
        try skip(bands * bins * 4, "the mel filters")
    }

    /// The words of the vocabulary.
    ///
    /// Special tokens follow them by number, without being in the file. whisper.cpp looks three words up by their text when
    /// it decodes, and ends the process where one is missing.
    mutating func skipVocabulary(of info: WhisperModelInfo) throws {
        let count = Int(try int32("the vocabulary"))
        // whisper.cpp reserves the numbers from 50,256 (English) or 50,257 on for special tokens.
        try require(count, in: (info.isMultilingual ? 50_257 : 50_256)...info.vocabularySize, "number of words")
        var missing: Set = [" ", " -", " '"]
        for word in 0..<count {
            let length = try uint32("the vocabulary")
            guard length <= 1024 else { throw invalid("word \(word) of the vocabulary is \(length) bytes long") }
            if length <= 2 {
                missing.remove(try text(Int(length), "the vocabulary"))
            } else {
                try skip(Int64(length), "the vocabulary")
            }
        }
        guard missing.isEmpty else {
            throw invalid("its vocabulary lacks the word \(missing.sorted().map { "“\($0)”" }.joined(separator: ", "))")
        }
    }
}
