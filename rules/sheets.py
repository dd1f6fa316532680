"""Score sheets: items with the most points each can get, bands of the total, and what a filled sheet comes to.

Pure. Points are whole numbers. Who fills a sheet, and in which turn, the stages say; here it is only added up.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field

from rules.clauses import Clause, Name, Title
from rules.doers import Doer
from rules.errors import PhraseError, RuleBroken
from rules.messages import Message
from rules.phrasing import Phrase, plainly

Points = Annotated[int, Field(strict=True, ge=0, le=10_000)]
"""What an item gets."""


class Item(Clause):
    """One line of a sheet."""

    item: Name
    title: Title
    at_most: Annotated[int, Field(ge=1, le=10_000)]


class Band(Clause):
    """What a total is called, from `at_least` points up to the next band; below the lowest it is called nothing."""

    band: Name
    title: Title
    at_least: Annotated[int, Field(ge=0, le=10_000)]


class Sheet(Clause):
    """A sheet to be filled: `points` is what all items make together; bands stand the lowest first."""

    sheet: Name
    title: Title
    points: Annotated[int, Field(ge=1, le=10_000)]
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=40)]
    bands: Annotated[tuple[Band, ...], Field(max_length=20)] = ()


_MARK = re.compile(r"at least (?:([0-9]{1,5}) points?|the band ([a-z][a-z0-9]*(?:-[a-z0-9]+)*))")


@dataclass(frozen=True, slots=True)
class Mark(Phrase):
    """From which total on a sheet passes: a number of points, or the name of a band.

    >>> [str(Mark.parse(text)) for text in ("at least 91 points", "at least the band red")]
    ['at least 91 points', 'at least the band red']
    """

    points: int | None = None
    band: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the mark. Raise PhraseError if it is neither form, or asks for nothing."""
        said = _MARK.fullmatch(plainly(text))
        if said is None or said[1] in ("0", "00", "000", "0000", "00000"):
            raise PhraseError("not_a_mark", found=text)
        return cls(int(said[1]) if said[1] else None, said[2] or "")

    def __str__(self) -> str:
        if self.points is None:
            return f"at least the band {self.band}"
        return f"at least {self.points} point{'s' if self.points > 1 else ''}"

    def among(self, bands: Iterable[Band]) -> int | None:
        """Return the least total that passes; None if no band is called so."""
        if self.points is not None:
            return self.points
        return next((band.at_least for band in bands if band.band == self.band), None)


@dataclass(frozen=True, slots=True)
class Scorer(Phrase):
    """Who fills a sheet: "author", the author of the entry herself (`doer` is None), or a doer.

    >>> Scorer.parse("author").doer is None
    True
    """

    doer: Doer | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return who it is. Raise PhraseError for a role the engine does not know."""
        return cls(None if plainly(text) == "author" else Doer.parse(text))

    def __str__(self) -> str:
        return str(self.doer) if self.doer else "author"


class ToFill(Message):
    """A sheet as the rules said it when the stage was entered.

    `items` (name, the most points it can get) are in the sheet's order, `bands` (name, least total) the lowest first.
    `passes_from` is the least total that passes, None where every total does.
    """

    sheet: str
    items: tuple[tuple[str, int], ...]
    bands: tuple[tuple[str, int], ...] = ()
    passes_from: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """What a filled sheet comes to: `points` of `of`, in a band ("" for none)."""

    points: int
    of: int
    band: str
    passes: bool


def to_fill(sheet: Sheet, mark: Mark | None) -> ToFill:
    """Return what whoever fills `sheet` has before her."""
    return ToFill(
        sheet=sheet.sheet,
        items=tuple((item.item, item.at_most) for item in sheet.items),
        bands=tuple((band.band, band.at_least) for band in sheet.bands),
        passes_from=None if mark is None else mark.among(sheet.bands),
    )


def add_up(form: ToFill, points: Mapping[str, int]) -> Total:
    """Return what `points` (item → points) come to.

    Raise RuleBroken `items_unknown`, `items_missing` or `too_many_points`, each with all the items it is about.
    """
    known = [item for item, _ in form.items]
    unknown = [item for item in points if item not in known]
    if unknown:
        raise RuleBroken("items_unknown", items=unknown, known=known)
    missing = [item for item in known if item not in points]
    if missing:
        raise RuleBroken("items_missing", items=missing)
    over = [f"{item} (0-{most})" for item, most in form.items if not 0 <= points[item] <= most]
    if over:
        raise RuleBroken("too_many_points", items=over)
    total = sum(points.values())
    band = next((name for name, least in reversed(form.bands) if total >= least), "")
    passes = form.passes_from is None or total >= form.passes_from
    return Total(total, sum(most for _, most in form.items), band, passes)
