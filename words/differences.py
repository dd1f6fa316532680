"""How two programmes, or two calendars, read differently: the sentences that were signed, beside those to be signed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Protocol

from rules.programme import Programme
from words.catalogue import Language, Sentences, said
from words.dates import weekday_and_date
from words.prose import sentences

DAYS: Sentences = {
    "day": ("{day}: {what}.", "{day}: {what}."),
    "day_of_unit": ("{day}, {unit}: {what}.", "{day}, {unit}: {what}."),
    "day_estimated": ("{day}: {what} (dự kiến).", "{day}: {what} (estimated)."),
    "day_of_unit_estimated": ("{day}, {unit}: {what} (dự kiến).", "{day}, {unit}: {what} (estimated)."),
    "": ("làm việc", "worked"),
    "weekly_rest": ("nghỉ hằng tuần", "the weekly rest"),
    "holiday": ("nghỉ lễ, tết", "a holiday"),
    "day_off": ("nghỉ theo thông báo", "off by notice"),
    "office_closed": ("cơ quan đóng cửa", "the office is closed"),
}


class OtherDay(Protocol):
    """A day that two calendars tell otherwise, as `rules.calendar_editions.DayDifference` does."""

    @property
    def day(self) -> date:
        """Which."""

    @property
    def unit(self) -> str:
        """Whose office; "" where it is so for everybody."""

    @property
    def before(self) -> str:
        """Why it was off, "" if it was worked."""

    @property
    def after(self) -> str:
        """Why it is to be off, "" if it is to be worked."""

    @property
    def is_estimated(self) -> bool:
        """Are the holidays of its time not announced yet?"""


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


def days_reworded(days: Iterable[OtherDay], language: Language) -> tuple[Reworded, ...]:
    """Return every day that is otherwise, as it was and as it is to be."""
    return tuple(
        Reworded("", sign, told_day(one, why, language))
        for one in days
        for sign, why in (("-", one.before), ("+", one.after))
    )


def told_day(one: OtherDay, why: str, language: Language) -> str:
    """Return a day and what it is, for whom: "thứ Sáu 27/11/2026: nghỉ theo thông báo."."""
    code = ("day_of_unit" if one.unit else "day") + ("_estimated" if one.is_estimated else "")
    told = {"day": weekday_and_date(one.day, language), "unit": one.unit, "what": said(DAYS, why, language)}
    return said(DAYS, code, language, told)


def _of(part: str, was: tuple[str, ...], now: tuple[str, ...]) -> Iterator[Reworded]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (Reworded(part, "-", sentence) for sentence in was[i1:i2])
            yield from (Reworded(part, "+", sentence) for sentence in now[j1:j2])
