public import Foundation

/// What a Silero voice activity model file says about itself.
public struct VoiceActivityModelInfo: Sendable, Hashable, Codable {
    /// The kind of model: `silero-16k`.
    public let name: String
    /// The version, such as `6.2.0`.
    public let version: String
    /// How many samples it judges at a time: 512, at 16 kHz 32 ms.
    public let windowLength: Int
    /// The size of the file in bytes.
    public let byteCount: Int64

    /// Reads a Silero model file and checks that whisper.cpp can load it.
    ///
    /// whisper.cpp builds its graph for one fixed shape of network whatever the file says, so every other shape is refused.
    /// - Parameter url: The file.
    /// - Returns: What the file says about itself.
    /// - Throws: ``TranscriptionError/Code/modelNotFound`` where there is no file,
    ///   ``TranscriptionError/Code/invalidModel`` with the reason where it is not a usable one,
    ///   ``TranscriptionError/Code/storage`` where it cannot be read.
    public static func read(_ url: URL) throws -> VoiceActivityModelInfo {
        var reader = try ModelFileReader(url)
        try reader.readMagic()
        let length = try reader.uint32("the name")
        guard (1...64).contains(length) else {
            throw reader.invalid("it states a name of \(length) bytes, so it is no voice activity model")
        }
        let name = try reader.text(Int(length), "the name")
        guard name == "silero-16k" else { throw reader.invalid("it is no Silero model for 16 kHz") }
        let version = try [reader.uint32("the version"), reader.uint32("the version"), reader.uint32("the version")]
        guard version.allSatisfy({ $0 < 1000 }) else { throw reader.invalid("its version makes no sense") }
        for (what, wanted) in Self.shape {
            let value = try reader.int32("the dimensions")
            guard value == wanted else { throw reader.invalid("the \(what) is \(value) in place of \(wanted)") }
        }
        try reader.checkTensors(Self.tensors)
        return VoiceActivityModelInfo(
            name: name,
            version: version.map(String.init).joined(separator: "."),
            windowLength: 512,
            byteCount: reader.size
        )
    }

    /// The numbers of the head, in the order of whisper.cpp's `whisper_vad_init_with_params`.
    private static let shape: [(String, Int64)] =
        [("window", 512), ("context", 64), ("number of encoder layers", 4)]
        + [(129, 128), (128, 64), (64, 64), (64, 128)].flatMap { input, output in
            [("input of an encoder layer", input), ("output of an encoder layer", output), ("kernel", 3)]
        }
        + [("input of the LSTM", 128), ("width of the LSTM", 128), ("input of the last layer", 128)]
        + [("output of the last layer", 1)]

    private static let tensors: [String: TensorShape] = [
        "_model.stft.forward_basis_buffer": TensorShape(.f16, 256, 1, 258),
        "_model.encoder.0.reparam_conv.weight": TensorShape(.f16, 3, 129, 128),
        "_model.encoder.0.reparam_conv.bias": TensorShape(.f32, 128),
        "_model.encoder.1.reparam_conv.weight": TensorShape(.f16, 3, 128, 64),
        "_model.encoder.1.reparam_conv.bias": TensorShape(.f32, 64),
        "_model.encoder.2.reparam_conv.weight": TensorShape(.f16, 3, 64, 64),
        "_model.encoder.2.reparam_conv.bias": TensorShape(.f32, 64),
        "_model.encoder.3.reparam_conv.weight": TensorShape(.f16, 3, 64, 128),
        "_model.encoder.3.reparam_conv.bias": TensorShape(.f32, 128),
        "_model.decoder.rnn.weight_ih": TensorShape(.f32, 128, 512),
        "_model.decoder.rnn.bias_ih": TensorShape(.f32, 512),
        "_model.decoder.rnn.weight_hh": TensorShape(.f32, 128, 512),
        "_model.decoder.rnn.bias_hh": TensorShape(.f32, 512),
        "_model.decoder.decoder.2.weight": TensorShape(.f16, 128),
        "_model.decoder.decoder.2.bias": TensorShape(.f32),
    ]
}
