"""Word error rate of the demo model on sentences it was not trained on, in voices it never heard.

    python evaluate.py MODEL [--sentences 200] [--minutes 10] [--program whisper-cli | steno] [options for it …]

Three tests: single sentences, a file each, the same sentences as a telephone line leaves them, and one long recording of
such sentences. Both programs decode with their own defaults. Needs numpy, scipy, and espeak-ng on PATH.
"""

import argparse
import random
import re
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

import grammar
import speech


def write_wav(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(speech.RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes())


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * speech.RATE), np.float32)


def spoken(rng: random.Random, voices: list[str]) -> tuple[str, np.ndarray]:
    text = grammar.sentence(rng)
    return text, speech.speak(text, rng.choice(voices), rng.randint(135, 185), rng.randint(38, 62))


def transcribe(program: str, model: str, files: list[Path], options: list[str]) -> list[str]:
    folder = files[0].parent
    if program.endswith("whisper-cli"):
        for start in range(0, len(files), 50):
            batch = [str(file) for file in files[start : start + 50]]
            subprocess.run([program, "-m", model, "-np", "-otxt", *options, *batch], capture_output=True, check=True)
        return [file.with_name(file.name + ".txt").read_text() for file in files]
    command = [program, "transcribe", "--model", model, "--format", "txt", "--output", str(folder), "--quiet", *options]
    subprocess.run([*command, *map(str, files)], capture_output=True, check=True)
    return [file.with_suffix(".txt").read_text() for file in files]


def words(text: str) -> list[str]:
    return re.sub(r"[^a-z ]", " ", text.lower()).split()


def edits(reference: list[str], found: list[str]) -> int:
    row = list(range(len(found) + 1))
    for i, expected in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, word in enumerate(found, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (expected != word))
    return row[-1]


def report(name: str, references: list[str], found: list[str]) -> None:
    pairs = [(words(reference), words(text)) for reference, text in zip(references, found)]
    errors = [edits(*pair) for pair in pairs]
    total = sum(len(reference) for reference, _ in pairs)
    exact = f", {errors.count(0)} of {len(errors)} without an error" if len(errors) > 1 else ""
    print(f"{name}: {sum(errors)} errors in {total} words, {100 * sum(errors) / total:.2f} %{exact}", flush=True)
    if len(errors) > 1:
        for (_, _), error, reference, text in zip(pairs, errors, references, found):
            if error:
                print(f"  said  {reference}\n  heard {' '.join(text.split())}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--program", default="whisper-cli")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--training-voices", action="store_true", help="voices of the training set instead")
    options, rest = parser.parse_known_args()
    rng = random.Random(options.seed)
    voices = speech.HELD_OUT if not options.training_voices else ["en-us", "en-gb", "en-us+m3", "en-us+f2", "en-gb+f3"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.sentences:
            texts, files, calls = [], [], []
            for index in range(options.sentences):
                text, samples = spoken(rng, voices)
                texts.append(text)
                files.append(folder / f"{index:04d}.wav")
                calls.append(folder / f"{index:04d}-call.wav")
                recording = np.concatenate([silence(rng.uniform(0.1, 0.6)), samples, silence(0.5)])
                write_wav(files[-1], recording)
                write_wav(calls[-1], speech.over_telephone(recording))
            report("single sentences", texts, transcribe(options.program, options.model, files, rest))
            report("the same by telephone", texts, transcribe(options.program, options.model, calls, rest))
        if options.minutes:
            texts, parts, length = [], [], 0
            while length < options.minutes * 60 * speech.RATE:
                text, samples = spoken(rng, voices)
                parts += [samples, silence(rng.uniform(0.2, 0.9))]
                length += len(parts[-1]) + len(samples)
                texts.append(text)
            recording = folder / "recording.wav"
            write_wav(recording, np.concatenate(parts))
            found = transcribe(options.program, options.model, [recording], rest)
            report(f"one recording of {options.minutes:g} minutes", [" ".join(texts)], found)


if __name__ == "__main__":
    main()
