"""Months, quarters and years by their keys, and ranges of them as a rule file writes them. Pure; no council here."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Self

from rules.errors import PhraseError, RuleBroken
from rules.phrasing import Phrase

Every = Literal["month", "quarter", "year"]

_KEY = re.compile(r"([1-9][0-9]{3})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month `2026-11`, a quarter `2026-Q4` or a year `2026`. Raise RuleBroken `not_a_period` for another key.

    >>> Period("2026-Q4").start, Period("2026-Q4").end
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """

    key: str

    def __post_init__(self) -> None:
        if _KEY.fullmatch(self.key) is None:
            raise RuleBroken("not_a_period", found=self.key[:20])

    @classmethod
    def containing(cls, day: date, every: Every) -> Self:
        """Return the month, quarter or year that `day` lies in."""
        if every == "month":
            return cls(f"{day.year}-{day.month:02}")
        if every == "quarter":
            return cls(f"{day.year}-Q{(day.month + 2) // 3}")
        return cls(f"{day.year}")

    @property
    def every(self) -> Every:
        """How long the period is."""
        return "year" if len(self.key) == 4 else "quarter" if "Q" in self.key else "month"

    @property
    def start(self) -> date:
        """Its first day."""
        year, _, rest = self.key.partition("-")
        first_month = int(rest[1:]) * 3 - 2 if self.every == "quarter" else int(rest or 1)
        return date(int(year), first_month, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.next().start - timedelta(days=1)

    def next(self) -> Self:
        """Return the period after this one."""
        return self._moved(1)

    def previous(self) -> Self:
        """Return the period before this one."""
        return self._moved(-1)

    def _moved(self, by: int) -> Self:
        months = self.start.year * 12 + self.start.month - 1 + by * _MONTHS[self.every]
        return self.containing(date(months // 12, months % 12 + 1, 1), self.every)

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class PeriodRange(Phrase):
    """One period, "2026-Q4", or all days from one to another of the same length, "2026-11..2027-01".

    >>> str(PeriodRange.parse("2026-11..2027-01").first_day), str(PeriodRange.parse("2026-Q4").last_day)
    ('2026-11-01', '2026-12-31')
    """

    MAY_BE_NUMBER = True  # a year
    first: Period
    last: Period

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the range. Raise PhraseError for another form, two lengths, or an end before the beginning."""
        first, dots, last = text[:20].partition("..")
        try:
            found = cls(Period(first), Period(last if dots else first))
            _ = found.last_day  # no calendar goes beyond the year 9999
        except (RuleBroken, ValueError) as no:
            raise PhraseError("not_a_period_range", found=text[:40]) from no
        if found.first.every != found.last.every or found.first.start > found.last.start:
            raise PhraseError("period_range_backwards", found=text[:40])
        return found

    @property
    def first_day(self) -> date:
        """The first day of all."""
        return self.first.start

    @property
    def last_day(self) -> date:
        """The last day of all."""
        return self.last.end

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"
