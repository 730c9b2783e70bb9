"""Turns a checkpoint of train.py into a ggml Whisper model of 16-bit weights.

    python convert.py out.pt steno-demo-f16.bin
    whisper-quantize steno-demo-f16.bin steno-demo-q5_1.bin q5_1

Needs torch and openai-whisper, whose package holds the tokenizer's ranks and the mel filters.
"""

import base64
import struct
import sys
from pathlib import Path

import numpy as np
import torch
import whisper

VOCABULARY = 51_864
TEXT_TOKENS = 50_256
KEPT_32_BIT = ("encoder.conv1.bias", "encoder.conv2.bias", "encoder.positional_embedding", "decoder.positional_embedding")


def text_tokens(assets: Path) -> list[bytes]:
    ranked = (line.split() for line in (assets / "gpt2.tiktoken").read_bytes().splitlines() if line)
    tokens = {int(rank): base64.b64decode(token) for token, rank in ranked}
    return [tokens[rank] for rank in range(TEXT_TOKENS)]


def write(checkpoint: dict, out: Path) -> None:
    assets = Path(whisper.__file__).parent / "assets"
    filters = np.load(assets / "mel_filters.npz")["mel_80"].astype(np.float32)
    sizes, weights = checkpoint["dims"], dict(checkpoint["sd"])
    embedding = np.zeros((VOCABULARY, sizes["n_text_state"]), np.float32)
    embedding[checkpoint["used"]] = weights["decoder.token_embedding.weight"].numpy()
    weights["decoder.token_embedding.weight"] = torch.from_numpy(embedding)
    header = [VOCABULARY] + [
        sizes["n_" + name]
        for name in (
            "audio_ctx", "audio_state", "audio_head", "audio_layer", "text_ctx", "text_state", "text_head", "text_layer",
        )
    ]  # fmt: skip
    with out.open("wb") as file:
        file.write(b"lmgg" + struct.pack("11i", *header, 80, 1))
        file.write(struct.pack("2i", *filters.shape) + filters.tobytes())
        tokens = text_tokens(assets)
        file.write(struct.pack("i", len(tokens)))
        for token in tokens:
            file.write(struct.pack("i", len(token)) + token)
        for name, tensor in weights.items():
            values = tensor.squeeze().float().numpy()
            if name.endswith(("conv1.bias", "conv2.bias")):
                values = values.reshape(-1, 1)
            is_half = values.ndim >= 2 and name not in KEPT_32_BIT
            encoded = name.encode()
            file.write(struct.pack("3i", values.ndim, len(encoded), is_half))
            file.write(struct.pack(f"{values.ndim}i", *reversed(values.shape)) + encoded)
            file.write(values.astype(np.float16 if is_half else np.float32).tobytes())


if __name__ == "__main__":
    write(torch.load(sys.argv[1]), Path(sys.argv[2]))
