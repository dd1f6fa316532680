"""The phrases that say how much: sums of money, who may approve up to which sum, and what a fund gives in a period.

Pure. A sum is a whole number of đồng. What a fund has given so far, `store` counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Self, cast

from rules.doers import Doer
from rules.errors import PhraseError
from rules.phrasing import Phrase, plainly

_MONEY = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}|[1-9][0-9]{0,11})( million)? vnd")
_MILLION = 1_000_000
_MOST = 10**15


@dataclass(frozen=True, slots=True, order=True)
class Money(Phrase):
    """A sum in đồng: "2,000,000 VND", "2 million VND".

    >>> str(Money.parse("2 million VND"))
    '2,000,000 VND'
    """

    vnd: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the sum. Raise PhraseError for anything but a whole number of đồng from 1 on."""
        said = _MONEY.fullmatch(plainly(text))
        vnd = int(said[1].replace(",", "")) * (_MILLION if said[2] else 1) if said else _MOST + 1
        if vnd > _MOST:
            raise PhraseError("not_money", found=text)
        return cls(vnd)

    def __str__(self) -> str:
        return f"{self.vnd:,} VND"


_STEP = ", above that "
_UP_TO = " up to "


@dataclass(frozen=True, slots=True)
class Approver(Phrase):
    """Who must act, by the sum that is asked for: a doer, or several with rising limits.

    `steps` are (doer, the highest sum); only the last may have no limit, and whoever acts alone has none.

    >>> who = Approver.parse("leader of the team up to 2 million VND, above that head of the unit up to 10 million VND")
    >>> [str(who.of(vnd)) for vnd in (2_000_000, 2_000_001, 10_000_001)]
    ['leader of the team', 'head of the unit', 'None']
    """

    steps: tuple[tuple[Doer, Money | None], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return who acts. Raise PhraseError for an unknown doer, and for limits that are missing or do not rise."""
        if _UP_TO not in plainly(text) and _STEP not in plainly(text):
            return cls(((Doer.parse(text), None),))
        steps: list[tuple[Doer, Money | None]] = []
        for part in plainly(text).split(_STEP):
            doer, up_to, most = part.partition(_UP_TO)
            steps.append((Doer.parse(doer), Money.parse(most) if up_to else None))
        for (_, before), (_, after) in pairwise(steps):
            if before is None or (after is not None and after <= before):
                raise PhraseError("limits_do_not_rise", found=text)
        return cls(tuple(steps))

    def __str__(self) -> str:
        return _STEP.join(f"{doer}{_UP_TO}{most}" if most else str(doer) for doer, most in self.steps)

    @property
    def has_limits(self) -> bool:
        """Does it depend on the sum who acts?"""
        return self.steps[0][1] is not None

    @property
    def at_most(self) -> int | None:
        """The highest sum that anybody here may approve, in đồng; None without a limit."""
        most = self.steps[-1][1]
        return most.vnd if most else None

    def doers(self) -> Iterator[Doer]:
        """Yield everybody who may have to act."""
        yield from (doer for doer, _ in self.steps)

    def who_may(self, vnd: int) -> Iterator[Doer]:
        """Yield everybody who may approve so much: whoever acts on it, and whose limits are higher."""
        yield from (doer for doer, most in self.steps if most is None or vnd <= most.vnd)

    def of(self, vnd: int | None) -> Doer | None:
        """Return who acts on a sum; on none, whoever comes first. None if nobody may approve so much."""
        return next((doer for doer, most in self.steps if most is None or (vnd or 0) <= most.vnd), None)


_FUND = re.compile(r"at most (.+) (?:a|every) (month|quarter|year)")


@dataclass(frozen=True, slots=True)
class Fund(Phrase):
    """What a fund gives in a period at most; a new period begins with the whole sum again.

    >>> str(Fund.parse("at most 50 million VND every quarter"))
    'at most 50,000,000 VND every quarter'
    """

    at_most: Money
    every: Literal["month", "quarter", "year"]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the fund. Raise PhraseError if it names no sum or no period."""
        said = _FUND.fullmatch(plainly(text))
        if said is None:
            raise PhraseError("not_a_fund", found=text)
        return cls(Money.parse(said[1]), cast("Literal['month', 'quarter', 'year']", said[2]))

    def __str__(self) -> str:
        return f"at most {self.at_most} every {self.every}"
