/// The tensors of a Whisper model with their shapes, as whisper.cpp's `whisper_model_load` makes room for them.
enum WhisperTensors {
    static func expected(in info: WhisperModelInfo, weights: GGMLTensorType) -> [String: TensorShape] {
        let width = Int64(info.audioState)
        let convolution: GGMLTensorType = weights == .f32 ? .f32 : .f16
        var tensors: [String: TensorShape] = [
            "encoder.positional_embedding": TensorShape(.f32, width, Int64(info.audioContext)),
            "encoder.conv1.weight": TensorShape(convolution, 3, Int64(info.melBands), width),
            "encoder.conv1.bias": TensorShape(.f32, 1, width),
            "encoder.conv2.weight": TensorShape(convolution, 3, width, width),
            "encoder.conv2.bias": TensorShape(.f32, 1, width),
            "encoder.ln_post.weight": TensorShape(.f32, width),
            "encoder.ln_post.bias": TensorShape(.f32, width),
            "decoder.positional_embedding": TensorShape(.f32, width, Int64(info.textContext)),
            "decoder.token_embedding.weight": TensorShape(weights, width, Int64(info.vocabularySize)),
            "decoder.ln.weight": TensorShape(.f32, width),
            "decoder.ln.bias": TensorShape(.f32, width),
        ]
        for layer in 0..<info.audioLayers {
            add("encoder.blocks.\(layer)", attentions: ["attn"], width, weights, to: &tensors)
        }
        for layer in 0..<info.textLayers {
            add("decoder.blocks.\(layer)", attentions: ["attn", "cross_attn"], width, weights, to: &tensors)
        }
        return tensors
    }

    private static func add(
        _ block: String,
        attentions: [String],
        _ width: Int64,
        _ weights: GGMLTensorType,
        to tensors: inout [String: TensorShape]
    ) {
        let vector = TensorShape(.f32, width)
        let square = TensorShape(weights, width, width)
        tensors["\(block).mlp_ln.weight"] = vector
        tensors["\(block).mlp_ln.bias"] = vector
        tensors["\(block).mlp.0.weight"] = TensorShape(weights, width, 4 * width)
        tensors["\(block).mlp.0.bias"] = TensorShape(.f32, 4 * width)
        tensors["\(block).mlp.2.weight"] = TensorShape(weights, 4 * width, width)
        tensors["\(block).mlp.2.bias"] = vector
        for attention in attentions {
            tensors["\(block).\(attention)_ln.weight"] = vector
            tensors["\(block).\(attention)_ln.bias"] = vector
            for part in ["query", "value", "out"] {
                tensors["\(block).\(attention).\(part).weight"] = square
                tensors["\(block).\(attention).\(part).bias"] = vector
            }
            tensors["\(block).\(attention).key.weight"] = square
        }
    }
}
