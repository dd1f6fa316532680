"""How two programmes read differently: the sentences that a committee signed, beside those it is to sign."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rules.programme import Programme
from words.catalogue import Language
from words.prose import sentences


@dataclass(frozen=True, slots=True)
class Reworded:
    """A sentence that is gone (`-`) or new (`+`), and where: a stage's name, `exceptions`, "" for the heading."""

    part: str
    sign: str
    sentence: str


def reworded(before: Programme, after: Programme, language: Language) -> tuple[Reworded, ...]:
    """Return every sentence that is gone or new, part by part in the order of the later text."""
    was, now = sentences(before, language), sentences(after, language)
    parts = [*now, *(part for part in was if part not in now)]
    return tuple(one for part in parts for one in _of(part, was.get(part, ()), now.get(part, ())))


def _of(part: str, was: tuple[str, ...], now: tuple[str, ...]) -> Iterator[Reworded]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (Reworded(part, "-", sentence) for sentence in was[i1:i2])
            yield from (Reworded(part, "+", sentence) for sentence in now[j1:j2])
