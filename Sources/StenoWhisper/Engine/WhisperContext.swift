import Foundation
import Steno

#if canImport(CWhisper)
import CWhisper
#else
import whisper
#endif

/// A model in memory.
///
/// One serves many jobs at once, each with a ``WhisperState`` of its own.
///
/// Unchecked, because whisper.cpp's context is a C pointer: after loading it is only read, which whisper.cpp allows from
/// several threads as long as each uses its own state. It is freed with the last state that refers to it.
final class WhisperContext: @unchecked Sendable {
    let pointer: OpaquePointer
    let isMultilingual: Bool

    /// Loads a model.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidModel`.
    init(file: URL, configuration: WhisperConfiguration) throws {
        var parameters = whisper_context_default_params()
        parameters.use_gpu = configuration.usesGPU
        parameters.flash_attn = configuration.usesFlashAttention && configuration.alignment == nil
        if let alignment = configuration.alignment {
            parameters.dtw_token_timestamps = true
            parameters.dtw_aheads_preset = alignment.preset
        }
        guard let pointer = whisper_init_from_file_with_params_no_state(file.path, parameters) else {
            throw TranscriptionError(
                .invalidModel,
                "whisper.cpp \(NativeLibrary.version) could not load the model \(file.lastPathComponent). "
                    + "It may be damaged, made for a newer version, or too large for the memory there is.",
                provider: Whisper.id
            )
        }
        self.pointer = pointer
        isMultilingual = whisper_is_multilingual(pointer) != 0
    }

    deinit {
        whisper_free(pointer)
    }
}

/// What one job works with beside the model.
///
/// Used by one thread only.
final class WhisperState {
    let pointer: OpaquePointer
    let context: WhisperContext

    /// Allocates a state.
    ///
    /// - Throws: ``TranscriptionError`` with code `providerFailure` when memory is short.
    init(_ context: WhisperContext) throws {
        guard let pointer = whisper_init_state(context.pointer) else {
            throw TranscriptionError(
                .providerFailure,
                "whisper.cpp could not allocate its working memory; run fewer jobs at a time or use a smaller model.",
                provider: Whisper.id,
                isRetryable: true
            )
        }
        self.pointer = pointer
        self.context = context
    }

    deinit {
        whisper_free_state(pointer)
    }
}

extension AlignmentHeads {
    fileprivate var preset: whisper_alignment_heads_preset {
        switch self {
        case .tinyEn: WHISPER_AHEADS_TINY_EN
        case .tiny: WHISPER_AHEADS_TINY
        case .baseEn: WHISPER_AHEADS_BASE_EN
        case .base: WHISPER_AHEADS_BASE
        case .smallEn: WHISPER_AHEADS_SMALL_EN
        case .small: WHISPER_AHEADS_SMALL
        case .mediumEn: WHISPER_AHEADS_MEDIUM_EN
        case .medium: WHISPER_AHEADS_MEDIUM
        case .largeV1: WHISPER_AHEADS_LARGE_V1
        case .largeV2: WHISPER_AHEADS_LARGE_V2
        case .largeV3: WHISPER_AHEADS_LARGE_V3
        case .largeV3Turbo: WHISPER_AHEADS_LARGE_V3_TURBO
        }
    }
}
