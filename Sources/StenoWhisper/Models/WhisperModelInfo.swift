public import Foundation

/// What a Whisper model file says about itself.
public struct WhisperModelInfo: Sendable, Hashable, Codable {
    /// The tokens the model knows.
    public let vocabularySize: Int
    /// The length of the encoder's window in positions of 20 ms: 1500.
    public let audioContext: Int
    /// The width of the encoder.
    public let audioState: Int
    /// The attention heads of an encoder layer.
    public let audioHeads: Int
    /// The layers of the encoder.
    public let audioLayers: Int
    /// The tokens the decoder can look back on: 448.
    public let textContext: Int
    /// The width of the decoder.
    public let textState: Int
    /// The attention heads of a decoder layer.
    public let textHeads: Int
    /// The layers of the decoder.
    public let textLayers: Int
    /// The frequency bands of the spectrogram: 80, or 128 from large-v3 on.
    public let melBands: Int
    /// How the large tensors are packed: `f32`, `f16`, or a quantization such as `q5_1`.
    public let weightType: String
    /// The size of the file in bytes.
    public let byteCount: Int64

    /// Whether the model knows more languages than English.
    public var isMultilingual: Bool { vocabularySize >= 51_865 }

    /// How many languages it knows: 1, 99, or 100 from large-v3 on.
    public var languageCount: Int { isMultilingual ? vocabularySize - 51_766 : 1 }

    /// The family, told by the layers: `tiny`, `base`, `small`, `medium`, `large`, `large-v3`, `large-v3-turbo`,
    /// `distil` for a large encoder with a small decoder, or `custom`.
    public var family: String {
        let isThird = vocabularySize == 51_866
        return switch (audioLayers, textLayers) {
        case (4, 4): "tiny"
        case (6, 6): "base"
        case (12, 12): "small"
        case (24, 24): "medium"
        case (32, 32): isThird ? "large-v3" : "large"
        case (32, 4) where isThird: "large-v3-turbo"
        case (12, 2...6), (24, 2), (32, 2): "distil"
        default: "custom"
        }
    }

    /// Reads a Whisper model file and checks that whisper.cpp can load it, which aborts or reads past its memory on many
    /// damaged ones.
    ///
    /// Only the heads of the tensors are read, not their data.
    /// - Parameter url: The file.
    /// - Returns: What the file says about itself.
    /// - Throws: ``TranscriptionError/Code/modelNotFound`` where there is no file,
    ///   ``TranscriptionError/Code/invalidModel`` with the reason where it is not a usable one,
    ///   ``TranscriptionError/Code/storage`` where it cannot be read.
    public static func read(_ url: URL) throws -> WhisperModelInfo {
        var reader = try ModelFileReader(url)
        try reader.readMagic()
        let (info, weights) = try reader.readDimensions()
        try reader.skipFilters(of: info)
        try reader.skipVocabulary(of: info)
        try reader.checkTensors(WhisperTensors.expected(in: info, weights: weights))
        return info
    }
}
