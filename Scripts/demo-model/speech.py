"""Synthetic speech from espeak-ng, and the two sets of voices: those the model hears in training and those it never does.

Run as a program it fills a folder with shards of spoken sentences for train.py:  speech.py FOLDER SHARDS [SEED]
"""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np

import grammar

RATE = 16_000

ACCENTS = ["en-us", "en-us", "en-us", "en-gb", "en-gb", "en-gb-scotland", "en-029", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-us-nyc"]
VARIANTS = ["", "", "m2", "m3", "m5", "m6", "m8", "f2", "f3", "f4"] + [
    "Alex", "Alicia", "Andrea", "Andy", "Annie", "Denis", "Diogo", "Gene", "Hugo", "Jacky", "Lee", "Marco", "Michael", "Mike",
    "adam", "belinda", "benjamin", "caleb", "david", "ed", "grandpa", "john", "linda", "paul", "quincy", "rob", "steph", "travis",
    "victor", "zac",
]  # fmt: skip
HELD_OUT = ["en-us+m1", "en-us+f1", "en-us+m7", "en-gb-x-rp", "en-us+f5", "en-gb+m4"]


def training_voice(rng: random.Random) -> str:
    accent = rng.choice(ACCENTS if rng.random() < 0.5 else ["en-us", "en-gb"])
    variant = rng.choice(VARIANTS)
    return f"{accent}+{variant}" if variant else accent


def speak(text: str, voice: str, speed: int, pitch: int) -> np.ndarray:
    """The sentence as 16 kHz mono floats, without the silence around it. speed is words a minute, pitch 0 to 99."""
    from scipy.signal import resample_poly

    wav = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", text], capture_output=True, check=True
    ).stdout
    samples = np.frombuffer(wav[44:], dtype=np.int16).astype(np.float32) / 32768
    samples = resample_poly(samples, 320, 441).astype(np.float32)
    loud = np.where(np.abs(samples) > 0.005)[0]
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


def over_telephone(samples: np.ndarray) -> np.ndarray:
    """What a telephone line leaves of it: 8,000 samples a second, each a byte of mu-law (ITU-T G.711)."""
    from scipy.signal import resample_poly

    narrow = np.clip(resample_poly(samples, 1, 2), -1, 1)
    byte = np.round(127 * np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256)) / 127
    heard = np.sign(byte) * np.expm1(np.abs(byte) * np.log(256)) / 255
    return resample_poly(heard, 2, 1).astype(np.float32)[: len(samples)]


def write_shard(path: Path, seed: int, count: int = 400) -> None:
    rng = random.Random(seed)
    texts, clips = [], []
    for _ in range(count):
        text = grammar.sentence(rng)
        clip = speak(text, training_voice(rng), rng.randint(125, 195), rng.randint(30, 70))
        if len(clip) < RATE // 2:
            continue  # a voice this machine's espeak-ng cannot speak
        texts.append(text)
        clips.append((np.clip(clip, -1, 1) * 32767).astype(np.int16))
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, texts=np.array(texts), lengths=np.array([len(c) for c in clips]), samples=np.concatenate(clips))
    partial.rename(path)


if __name__ == "__main__":
    folder, shards = Path(sys.argv[1]), int(sys.argv[2])
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(first, first + shards):
        target = folder / f"{index:04d}.npz"
        if not target.exists():
            write_shard(target, seed=index)
            print(target, flush=True)
