"""Trains the demo model: a 1.7-million-parameter Whisper (English-only token layout) on synthetic speech.

    python speech.py clips 40                       # the spoken sentences, about 8 minutes on one core
    python train.py clips out.pt --minutes 180      # from nothing
    python train.py clips out.pt --from other.pt    # goes on from a checkpoint

Needs torch, openai-whisper (tokenizer and mel filters only), scipy, and espeak-ng on PATH.

What cost time to learn:
- whisper.cpp takes a model with exactly two decoder layers for a distilled one and forces no timestamps: there are three.
- The vocabulary must keep its 51,864 rows, because token ids are fixed. Unused rows are zero, so their logits are zero: the
  loss adds log(unused rows) to the denominator.
- A character CTC loss on the encoder, beside the decoder's loss, makes the alignment appear after some 700 steps.
- In a long recording whisper.cpp puts up to 223 tokens of what it wrote before, times included, in front of each window. A
  model that never saw such a prompt goes wrong from the second window on, so most training windows carry one.
- A time token's row would have to be learned for each of 1,501 times, and those late in a window are rare: the model then
  loses its place. Time k is frame k of the encoder, so all rows are one linear map of the encoder's own position codes.
- Most short windows are heard as if they came from later in a long one: their position codes and times are shifted.
  That teaches every place of the window at a third of the cost.
- Without the frequencies above 4 kHz it understands nothing it did not hear so in training: a quarter comes by telephone.
- whisper.cpp always decodes whole 30 s windows. A sentence that a window cuts off gets a start time and no text, as whisper
  expects: the next window then begins at that time.
"""

import argparse
import math
import random
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
import whisper
from torch.nn.utils import parametrize
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import get_tokenizer

import grammar
import speech

RATE, WINDOW, SHORT = 16_000, 30.0, 10.0
VOCABULARY, PROMPT_TOKENS = 51_864, 223
ALPHABET = " abcdefghijklmnopqrstuvwxyz"
tokenizer = get_tokenizer(multilingual=False)
TIME_ZERO = tokenizer.timestamp_begin


class Clips:
    """The spoken sentences of a folder, picked up as speech.py writes them."""

    def __init__(self, folder: Path):
        self.folder, self.seen, self.clips = folder, set(), []
        self.refresh()

    def refresh(self) -> None:
        for path in sorted(self.folder.glob("[0-9]*.npz")):
            if path in self.seen or "partial" in path.name:
                continue
            shard = np.load(path)
            ends = np.cumsum(shard["lengths"])
            starts = ends - shard["lengths"]
            samples = shard["samples"]  # each access to shard reads the file again
            tokens = [tokenizer.encode(" " + text) for text in shard["texts"]]
            self.clips += [(t, samples[a:b]) for t, a, b in zip(tokens, starts, ends)]
            self.seen.add(path)


def time_token(seconds: float) -> int:
    return TIME_ZERO + round(seconds / 0.02)


def prompt(clips, rng) -> list[int]:
    """What whisper.cpp would put before a later window: the tail of earlier sentences with their times."""
    tokens, at = [], rng.uniform(0, 2)
    length = PROMPT_TOKENS if rng.random() < 0.5 else rng.randint(1, PROMPT_TOKENS)  # from the third window on it is full
    while len(tokens) < length:
        text, samples = rng.choice(clips)
        end = at + len(samples) / RATE
        if end > WINDOW:
            at, end = 0.0, len(samples) / RATE
        tokens += [time_token(at), *text, time_token(end)]
        at = min(end + rng.uniform(0.1, 0.9), WINDOW - 0.1)
    return [tokenizer.sot_prev, *tokens[-PROMPT_TOKENS:]]


def example(clips, rng: random.Random, seconds: float):
    """One training window: samples, tokens, where the part to learn begins, and where the window lies, in encoder frames."""
    limit = int(seconds * RATE)
    samples = np.zeros(limit, np.float32)
    gap_low, gap_high = rng.choice([(0.08, 0.4), (0.15, 0.9), (0.3, 1.6)])
    count = rng.choice([1, 1, 2, 3]) if seconds <= SHORT else rng.choice([1, 2, 4, 8, 40, 40, 40, 40])
    at = rng.uniform(0, 0.1) if rng.random() < 0.5 else rng.uniform(0, 1.0)
    tokens: list[int] = []
    for _ in range(count):
        text, clip = rng.choice(clips)
        start, end = at, at + len(clip) / RATE
        room = limit - int(start * RATE)
        if end > seconds - 0.05:
            if not tokens and start < 1.0:
                continue
            if room > int(0.12 * RATE) and tokens:
                tokens.append(time_token(start))
                cut = clip[:room].astype(np.float32) / 32767
                samples[limit - room : limit - room + len(cut)] += cut
            break
        offset = int(start * RATE)
        samples[offset : offset + len(clip)] += clip.astype(np.float32) / 32767 * rng.uniform(0.6, 1.0)
        tokens += [time_token(start), *text, time_token(end)]
        at = end + rng.uniform(gap_low, gap_high)
    if not tokens:
        tokens = [TIME_ZERO]
    samples *= rng.uniform(0.25, 1.0)
    samples += np.random.default_rng(rng.getrandbits(32)).standard_normal(limit).astype(np.float32) * rng.choice(
        [0, 0, 1e-4, 1e-3, 3e-3, 6e-3]
    )
    if rng.random() < 0.25:
        samples = speech.over_telephone(samples)
    head = prompt(clips, rng) if rng.random() < (0.7 if seconds > SHORT else 0.15) else []
    if rng.random() < 0.05 and len(tokens) > 1:
        body = [tokenizer.sot, tokenizer.no_timestamps, *(t for t in tokens if t < TIME_ZERO)]
    else:
        body = [tokenizer.sot, *tokens]
    shift = rng.randint(0, round((WINDOW - seconds) / 0.02)) if seconds <= SHORT and rng.random() < 0.7 else 0
    body = [token + shift if token >= TIME_ZERO else token for token in body]
    return samples, head + body + [tokenizer.eot], len(head), shift


def used_tokens() -> list[int]:
    rng = random.Random(7)
    used = {tokenizer.eot, tokenizer.no_timestamps, tokenizer.sot, tokenizer.sot_prev}
    used |= set(range(TIME_ZERO, TIME_ZERO + 1501))
    for _ in range(60_000):
        used |= set(tokenizer.encode(" " + grammar.sentence(rng)))
    return sorted(used)


class TimeRows(torch.nn.Module):
    """Makes the embedding's rows for the time tokens a linear map of the encoder's position codes."""

    def __init__(self, first: int, positions: torch.Tensor, rows: torch.Tensor):
        super().__init__()
        self.first = first
        codes = torch.cat([positions, 2 * positions[-1:] - positions[-2:-1]])  # time 1,500 is the end of the last frame
        self.register_buffer("codes", codes, persistent=False)
        # Ridge regression, because the slowest codes hardly change over a window.
        self.map = torch.nn.Parameter(
            torch.linalg.solve(codes.T @ codes + 10 * torch.eye(codes.shape[1]), codes.T @ rows[first:])
        )

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return torch.cat([rows[: self.first], self.codes @ self.map])


class Trainer:
    def __init__(self, clips: Clips, start_from: str | None):
        self.clips = clips
        saved = torch.load(start_from) if start_from else None
        self.used = sorted(set(used_tokens()) | set(saved["used"] if saved else []))
        self.row = {token: index for index, token in enumerate(self.used)}
        self.dims = ModelDimensions(80, 1500, 128, 2, 3, len(self.used), 448, 128, 2, 3)
        self.model = Whisper(self.dims)
        self.ctc = torch.nn.Linear(128, len(ALPHABET) + 1)
        self.initialise()
        if saved:
            weights = saved["sd"]
            embedding = self.model.decoder.token_embedding.weight.data.clone()
            embedding[[self.row[t] for t in saved["used"]]] = weights["decoder.token_embedding.weight"]
            self.model.load_state_dict({**weights, "decoder.token_embedding.weight": embedding})
            if "ctc" in saved:
                self.ctc.load_state_dict(saved["ctc"])
        rows = self.model.decoder.token_embedding.weight.data
        times = TimeRows(self.row[TIME_ZERO], self.model.encoder.positional_embedding, rows)
        parametrize.register_parametrization(self.model.decoder.token_embedding, "weight", times)

    def initialise(self) -> None:
        for name, parameter in self.model.named_parameters():
            if "conv" in name and parameter.dim() >= 2:
                torch.nn.init.kaiming_normal_(parameter)
            elif parameter.dim() >= 2:
                torch.nn.init.normal_(parameter, std=0.01 if "positional" in name else 0.02)

    def save(self, path: str) -> None:
        weights = {name: value for name, value in self.model.state_dict().items() if ".parametrizations." not in name}
        weights["decoder.token_embedding.weight"] = self.model.decoder.token_embedding.weight.data
        torch.save({"dims": self.dims.__dict__, "used": self.used, "sd": weights, "ctc": self.ctc.state_dict()}, path)

    def batch(self, seed: int, size: int, seconds: float):
        rng = random.Random(seed)
        rows = [example(self.clips.clips, rng, seconds) for _ in range(size)]
        mel = torch.stack([whisper.log_mel_spectrogram(torch.from_numpy(samples)) for samples, *_ in rows])
        longest = max(len(tokens) for _, tokens, *_ in rows)
        targets = torch.full((size, longest), -1, dtype=torch.long)
        learn = torch.zeros((size, longest), dtype=torch.bool)
        for index, (_, tokens, head, _) in enumerate(rows):
            targets[index, : len(tokens)] = torch.tensor([self.row[t] for t in tokens])
            learn[index, head + 1 : len(tokens)] = True
        learn &= targets != self.row[tokenizer.no_timestamps]
        shifts = torch.tensor([shift for *_, shift in rows])
        return mel, shifts, targets, learn, [tokens[head:] for _, tokens, head, _ in rows]

    def encode(self, mel, shifts):
        encoder = self.model.encoder
        x = F.gelu(encoder.conv1(mel))
        x = F.gelu(encoder.conv2(x)).permute(0, 2, 1)
        x = x + encoder.positional_embedding[shifts[:, None] + torch.arange(x.shape[1])]
        for block in encoder.blocks:
            x = block(x)
        return encoder.ln_post(x)

    def loss(self, mel, shifts, targets, learn, rows, with_ctc: bool):
        audio = self.encode(mel, shifts)
        logits = self.model.decoder(targets[:, :-1].clamp(min=0), audio).float()
        unused = torch.tensor(math.log(VOCABULARY - len(self.used)))
        total = torch.logaddexp(torch.logsumexp(logits, -1), unused)
        chosen = logits.gather(-1, targets[:, 1:].clamp(min=0).unsqueeze(-1)).squeeze(-1)
        mask = learn[:, 1:]
        loss = ((total - chosen) * mask).sum() / mask.sum()
        if not with_ctc:
            return loss, loss
        letters = [
            [ALPHABET.index(c) + 1 for c in tokenizer.decode([t for t in row if t < tokenizer.eot]).lower() if c in ALPHABET]
            for row in rows
        ]
        ctc = F.ctc_loss(
            F.log_softmax(self.ctc(audio).float(), -1).transpose(0, 1),
            torch.tensor([c for row in letters for c in row]),
            torch.full((len(rows),), audio.shape[1]),
            torch.tensor([len(row) for row in letters]),
            zero_infinity=True,
        )
        return loss + 0.2 * ctc, loss

    def train(self, out: str, minutes: float, rate: float, long_share: list[float], seed: int, warm_up: int) -> None:
        optimizer = torch.optim.AdamW(
            [*self.model.parameters(), *self.ctc.parameters()], lr=rate, betas=(0.9, 0.98), weight_decay=0.01
        )
        recent = {SHORT: deque(maxlen=30), WINDOW: deque(maxlen=30)}
        rng, started, step = random.Random(seed), time.time(), 0
        with ThreadPoolExecutor(1) as ahead:

            def next_batch():
                done = min(1, (time.time() - started) / (60 * minutes))
                share = long_share[0] + (long_share[1] - long_share[0]) * done
                seconds = WINDOW if rng.random() < share else SHORT
                return seconds, ahead.submit(self.batch, rng.getrandbits(40), 8 if seconds == WINDOW else 16, seconds)

            waiting = deque(next_batch() for _ in range(2))
            while (elapsed := (time.time() - started) / (60 * minutes)) < 1:
                waiting.append(next_batch())
                seconds, future = waiting.popleft()
                batch = future.result()
                for group in optimizer.param_groups:
                    group["lr"] = rate * min(1, (step + 1) / warm_up) * (0.5 * (1 + math.cos(math.pi * elapsed)) + 0.01)
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    total, plain = self.loss(*batch, with_ctc=seconds == SHORT)
                optimizer.zero_grad()
                total.backward()
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                optimizer.step()
                recent[seconds].append(plain.item())
                step += 1
                if step % 25 == 0:
                    self.clips.refresh()
                    means = " ".join(f"{k:.0f}s {np.mean(v):.4f}" for k, v in recent.items() if v)
                    print(f"{step} {time.time() - started:.0f}s clips {len(self.clips.clips)} loss {means}", flush=True)
                if step % 100 == 0:
                    self.save(out)
        self.save(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("clips", type=Path)
    parser.add_argument("out")
    parser.add_argument("--from", dest="start_from")
    parser.add_argument("--minutes", type=float, default=180)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument(
        "--long-share", type=float, nargs=2, default=[0.1, 0.9], help="share of whole 30 s windows, at the start and the end"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--warm-up", type=int, default=100)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    trainer = Trainer(Clips(options.clips), options.start_from)
    trainer.train(options.out, options.minutes, options.rate, options.long_share, options.seed, options.warm_up)
