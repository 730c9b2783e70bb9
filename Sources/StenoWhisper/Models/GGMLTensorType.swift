/// How the numbers of a tensor are packed: the kinds whisper.cpp's converter and quantizer write.
///
/// The raw values are ggml's type numbers (`enum ggml_type` in `ggml.h`); sizes are those of its `type_traits`.
enum GGMLTensorType: UInt32, Sendable {
    case f32 = 0
    case f16 = 1
    case q4Zero = 2
    case q4One = 3
    case q5Zero = 6
    case q5One = 7
    case q8Zero = 8
    case q2K = 10
    case q3K = 11
    case q4K = 12
    case q5K = 13
    case q6K = 14

    /// The type of the large tensors in a file that states a file type (`enum ggml_ftype`).
    ///
    /// whisper.cpp aborts on a number it does not know, and on 4 (`Q4_1_SOME_F16`).
    init?(fileType: UInt32) {
        switch fileType {
        case 0: self = .f32
        case 1: self = .f16
        case 2: self = .q4Zero
        case 3: self = .q4One
        case 7: self = .q8Zero
        case 8: self = .q5Zero
        case 9: self = .q5One
        case 10: self = .q2K
        case 11: self = .q3K
        case 12: self = .q4K
        case 13: self = .q5K
        case 14: self = .q6K
        default: return nil
        }
    }

    /// How many numbers are packed together.
    ///
    /// Rows are a multiple of it long.
    var blockLength: Int64 {
        switch self {
        case .f32, .f16: 1
        case .q4Zero, .q4One, .q5Zero, .q5One, .q8Zero: 32
        case .q2K, .q3K, .q4K, .q5K, .q6K: 256
        }
    }

    /// The bytes of one such pack.
    var blockBytes: Int64 {
        switch self {
        case .f32: 4
        case .f16: 2
        case .q4Zero: 18
        case .q4One: 20
        case .q5Zero: 22
        case .q5One: 24
        case .q8Zero: 34
        case .q2K: 84
        case .q3K: 110
        case .q4K: 144
        case .q5K: 176
        case .q6K: 210
        }
    }

    /// The name whisper.cpp's quantizer gives it.
    var name: String {
        switch self {
        case .f32: "f32"
        case .f16: "f16"
        case .q4Zero: "q4_0"
        case .q4One: "q4_1"
        case .q5Zero: "q5_0"
        case .q5One: "q5_1"
        case .q8Zero: "q8_0"
        case .q2K: "q2_k"
        case .q3K: "q3_k"
        case .q4K: "q4_k"
        case .q5K: "q5_k"
        case .q6K: "q6_k"
        }
    }
}
