"""Chance that can be repeated: a seed and a question always give the same answer, in whatever order they come."""

from hashlib import sha256


def chance(seed: int, *about: object) -> float:
    """Return a number from 0 up to 1 for the question `about`."""
    question = "|".join(str(part) for part in (seed, *about))
    return int.from_bytes(sha256(question.encode()).digest()[:7], "big") / 2**56


def among(seed: int, count: int, *about: object) -> int:
    """Return a whole number from 0 up to `count` for the question `about`."""
    return int(chance(seed, *about) * count)
