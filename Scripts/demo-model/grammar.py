"""The small language the demo model knows: voicemail-like English sentences built from a fixed vocabulary."""

import random

DIGITS = "zero one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen".split()
TENS = "twenty thirty forty fifty".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
NAMES = "Anna Peter Maria David Laura Thomas Emma Robert".split()
CITIES = "London Paris Berlin Madrid Rome Vienna Boston Chicago".split()
THINGS = (
    "the report|the invoice|the contract|the meeting|the order|the package|the recording|the budget|the ticket|the new model"
).split("|")
VERBS = "send check review sign cancel move finish read".split()


def number(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.4:
        return rng.choice(DIGITS[1:])
    if kind < 0.7:
        return rng.choice(TEENS)
    return f"{rng.choice(TENS)} {rng.choice(DIGITS[1:])}"


def digits(rng: random.Random, shortest: int, longest: int) -> str:
    return " ".join(rng.choice(DIGITS) for _ in range(rng.randint(shortest, longest)))


def moment(rng: random.Random) -> str:
    return rng.choice(
        [
            f"on {rng.choice(DAYS)}",
            f"at {number(rng)}",
            f"on {rng.choice(DAYS)} at {number(rng)}",
            "today",
            "tomorrow",
            "this morning",
            "next week",
        ]
    )


def sentence(rng: random.Random) -> str:
    """One sentence, capitalised and closed with a full stop."""
    name, city, thing, verb = (rng.choice(words) for words in (NAMES, CITIES, THINGS, VERBS))
    text = rng.choice(
        [
            lambda: f"please {verb} {thing} {moment(rng)}",
            lambda: f"please call {name} back at {digits(rng, 4, 7)}",
            lambda: f"this is {name} calling from {city}",
            lambda: f"{thing} starts {moment(rng)}",
            lambda: f"{thing} is ready {moment(rng)}",
            lambda: f"can you {verb} {thing} for {name}",
            lambda: f"my number is {digits(rng, 4, 7)}",
            lambda: f"{name} will {verb} {thing} {moment(rng)}",
            lambda: f"the flight to {city} leaves {moment(rng)}",
            lambda: f"we need {number(rng)} copies of {thing}",
            lambda: f"thank you for calling {name}",
            lambda: f"order number {digits(rng, 4, 7)} was sent to {city}",
            lambda: digits(rng, 3, 8),
        ]
    )()
    return text[0].upper() + text[1:] + "."
