"""How many may be selected at most: a number, no limit, or a part of those who hold another title.

Pure. Of a part only the rules' half is known until somebody has counted the holders; `store` counts them from the
books, or an exception of the rules states the number with its source.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal, Self, cast, get_args

from rules.errors import PhraseError
from rules.fractions import exactly, written
from rules.phrasing import Phrase, plainly

Rounding = Literal["down", "up", "half up"]
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)

_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_PART = re.compile(r"(\S+) of (?:(0|[1-9][0-9]{0,6}) )?holders of ([a-z][a-z0-9-]{0,59}), rounded (.+)")
_DIGITS = str.maketrans("oli", "011")  # letters that fingers and scanners put for digits


@dataclass(frozen=True, slots=True)
class Part:
    """A part of those who hold the award `of`; `base` is how many they are, None until they have been counted."""

    fraction: Fraction
    of: str
    rounding: Rounding
    base: int | None = None

    @property
    def amount(self) -> str:
        """The fraction as people write it."""
        return written(self.fraction)

    @property
    def places(self) -> int | None:
        """How many places that is, None while nobody has counted.

        >>> [Part(Fraction(15, 100), "title", way, 30).places for way in ROUNDINGS]
        [4, 5, 5]
        """
        if self.base is None:
            return None
        exact = self.fraction * self.base
        match self.rounding:
            case "down":
                return floor(exact)
            case "up":
                return ceil(exact)
            case _:
                return floor(exact + Fraction(1, 2))

    def __str__(self) -> str:
        counted = "" if self.base is None else f"{self.base} "
        return f"{self.amount} of {counted}holders of {self.of}, rounded {self.rounding}"


@dataclass(frozen=True, slots=True)
class Quota(Phrase):
    """How many at most: a whole number, "no limit", or "15% of holders of lower-title, rounded down".

    "15% of 40 holders of lower-title, rounded down" says how many there are as well.

    >>> Quota.parse("no limit").limit is None
    True
    >>> Quota.parse("15% of 40 holders of lower-title, rounded down").limit
    6
    """

    MAY_BE_NUMBER = True
    number: int | None
    part: Part | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the quota. Raise PhraseError for anything but 1 to 9999, "no limit", or a part with its rounding."""
        plain = plainly(text)
        if plain == "no limit":
            return cls(None)
        if " of " in plain:
            return cls(None, _part(text, plain))
        if not _NUMBER.fullmatch(plain):
            meant = plain.translate(_DIGITS)
            raise PhraseError("not_a_quota", found=text, nearest=meant if _NUMBER.fullmatch(meant) else "")
        return cls(int(plain))

    @property
    def limit(self) -> int | None:
        """The number of places; None where there is no limit, and while a part's holders have not been counted."""
        return self.number if self.part is None else self.part.places

    @property
    def is_limited(self) -> bool:
        """Is there a limit, known or not?"""
        return self.number is not None or self.part is not None

    @property
    def is_uncounted(self) -> bool:
        """Must somebody count holders before it can be applied?"""
        return self.part is not None and self.part.base is None

    def counted(self, base: int) -> "Quota":
        """Return the quota with its holders counted, `base` in all; one that needs no counting stays as it is."""
        return replace(self, part=replace(self.part, base=base)) if self.part and self.is_uncounted else self

    def counted_as(self, other: "Quota") -> "Quota":
        """Return the quota with its holders counted as `other` had them, if both are of the same award."""
        theirs = other.part
        is_same = self.part is not None and theirs is not None and theirs.of == self.part.of
        return self.counted(theirs.base) if is_same and theirs and theirs.base is not None else self

    def __str__(self) -> str:
        if self.part is not None:
            return str(self.part)
        return "no limit" if self.number is None else str(self.number)


def _part(text: str, plain: str) -> Part:
    said = _PART.fullmatch(plain)
    if said is None or said[4] not in ROUNDINGS:
        raise PhraseError("not_a_part_quota", found=text)
    fraction = exactly(said[1])
    if not 0 < fraction <= 1:
        raise PhraseError("share_impossible", found=said[1])
    return Part(fraction, said[3], cast("Rounding", said[4]), int(said[2]) if said[2] else None)
