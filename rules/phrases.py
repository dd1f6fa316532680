"""The typed phrases a rule file is written in: shares, spans, moments, reminders; `PHRASES` lists the others too.

Pure: text in, frozen values out, and the same text back. A phrase never knows today's date or who is asked;
`rules.deadlines`, `rules.votes` and `rules.selection` apply it. Every phrase travels as its own text in JSON.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal, Self, cast

from rules.amounts import Approver, Fund, Money
from rules.doers import Doer, Shortfall, Where
from rules.errors import PhraseError
from rules.fractions import exactly, written
from rules.phrasing import Phrase, plainly
from rules.quotas import Quota
from rules.ranking import Rank
from rules.sheets import Mark, Scorer


class Base(StrEnum):
    """Of whom a share is taken."""

    MEMBERS = "members"
    PRESENT = "present"
    TAKING_PART = "taking_part"
    VOTES_CAST = "votes_cast"
    VALID_VOTES = "valid_votes"


BASE_WORDS = {
    Base.MEMBERS: "members",
    Base.PRESENT: "those present",
    Base.TAKING_PART: "those taking part",
    Base.VOTES_CAST: "votes cast",
    Base.VALID_VOTES: "valid votes",
}
_BASES = {words.removeprefix("those "): base for base, words in BASE_WORDS.items()}
_SHARE = re.compile(
    r"(at least|more than) (\S+) of (?:those )?(.+?)(?: including (the chair|an? [a-z][a-z0-9-]{0,59}))?"
)


@dataclass(frozen=True, slots=True)
class Share(Phrase):
    """A part of a council: "at least 80% of members", "more than 1/2 of votes cast".

    `including_chair`: the chair must be among those who are counted towards it; `including`: somebody whose seat is
    of that category.

    >>> Share.parse("at least 4/5 of members including the chair")
    Share(op='at_least', fraction=Fraction(4, 5), base=<Base.MEMBERS: 'members'>, including_chair=True, including='')
    >>> str(Share.parse("at least 4/5 of members"))
    'at least 80% of members'
    """

    op: Literal["at_least", "more_than"]
    fraction: Fraction
    base: Base
    including_chair: bool = False
    including: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the share. Raise PhraseError for decimals, nothing, more than the whole, unknown bases."""
        said = _SHARE.fullmatch(plainly(text))
        if said is None:
            raise PhraseError("not_a_share", found=text)
        fraction = exactly(said[2])
        if said[3] not in _BASES:
            raise PhraseError("share_base_unknown", found=said[3], known=", ".join(BASE_WORDS.values()))
        if not 0 < fraction <= 1 or (said[1] == "more than" and fraction == 1):
            raise PhraseError("share_impossible", found=f"{said[1]} {said[2]}")
        op: Literal["at_least", "more_than"] = "at_least" if said[1] == "at least" else "more_than"
        among = said[4] or ""
        category = "" if among == "the chair" else among.partition(" ")[2]
        return cls(op, fraction, _BASES[said[3]], among == "the chair", category)

    @property
    def is_majority(self) -> bool:
        """Is it more than a half, so that as many ayes as noes are a tie?"""
        return self.op == "more_than" and self.fraction == Fraction(1, 2)

    @property
    def amount(self) -> str:
        """The fraction as people write it: halves and thirds as fractions, the rest in percent if exact."""
        return written(self.fraction)

    def __str__(self) -> str:
        article = "an" if self.including[:1] in tuple("aeiou") else "a"
        among = "the chair" if self.including_chair else f"{article} {self.including}" if self.including else ""
        chair = f" including {among}" if among else ""
        return f"{self.op.replace('_', ' ')} {self.amount} of {BASE_WORDS[self.base]}{chair}"


SpanUnit = Literal["working_day", "day", "month", "hour", "minute"]
_SPAN = re.compile(r"([0-9]{1,4}) (working day|day|month|hour|minute)s?")


@dataclass(frozen=True, slots=True)
class Span(Phrase):
    """A length of time with its unit: "3 working days", "30 days", "1 month", "24 hours".

    >>> str(Span.parse("1 working days"))
    '1 working day'
    """

    count: int
    unit: SpanUnit

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the span. Raise PhraseError for a missing unit, zero, or more than 4 digits."""
        said = _SPAN.fullmatch(plainly(text))
        if said is None:
            raise PhraseError("not_a_span", found=text)
        if int(said[1]) == 0:
            raise PhraseError("span_is_zero", found=text)
        return cls(int(said[1]), cast("SpanUnit", said[2].replace(" ", "_")))

    def __str__(self) -> str:
        return f"{self.count} {self.unit.replace('_', ' ')}{'s' if self.count > 1 else ''}"


class Happening(StrEnum):
    """What happens to a sitting, in this order; a moment is told from one of these."""

    PERIOD_ENDS = "the period ends"
    CANDIDATES_CLOSE = "candidates close"
    VOTING_OPENS = "voting opens"
    VOTING_CLOSES = "voting closes"


_LAST_DAY = "last day of the period"
_DAY = re.compile(r"day ([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Moment(Phrase):
    """A point in the life of a sitting, told from a happening.

    "last day of the period" and "when voting closes" have neither `span` nor `day`: the happening itself.
    "day 25": that day of the period's last month. "5 working days after the period ends": `span` after it.

    >>> Moment.parse("1 working day after candidates close").happening
    <Happening.CANDIDATES_CLOSE: 'candidates close'>
    """

    happening: Happening
    span: Span | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the moment. Raise PhraseError for unknown happenings and days some months do not have."""
        plain = plainly(text)
        if plain == _LAST_DAY:
            return cls(Happening.PERIOD_ENDS)
        if day := _DAY.fullmatch(plain):
            if not 1 <= int(day[1]) <= 28:
                raise PhraseError("day_not_in_every_month", found=text)
            return cls(Happening.PERIOD_ENDS, day=int(day[1]))
        span, after, happening = plain.removeprefix("when ").rpartition(" after ")
        if happening not in tuple(Happening) or plain.startswith("when ") == bool(after):
            raise PhraseError("not_a_moment", found=text)
        return cls(Happening(happening), span=Span.parse(span) if after else None)

    def __str__(self) -> str:
        if self.day:
            return f"day {self.day}"
        if self.span:
            return f"{self.span} after {self.happening}"
        return _LAST_DAY if self.happening is Happening.PERIOD_ENDS else f"when {self.happening}"


_EVERY = re.compile(r"every (.+) after, at most ([0-9]{1,2}) times?")


@dataclass(frozen=True, slots=True)
class Remind(Phrase):
    """When a reminder goes out, told from the deadline.

    `span` is the distance before it, or between two reminders after it; `times` (1 to 99) bounds the latter.

    >>> Remind.parse("every working day after, at most 5 times")
    Remind(when='after', span=Span(count=1, unit='working_day'), times=5)
    """

    when: Literal["before", "due", "after"]
    span: Span | None = None
    times: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the reminder. Raise PhraseError if it is not one, or would never end."""
        plain = plainly(text)
        if plain == "when due":
            return cls("due")
        if plain.endswith(" before"):
            return cls("before", Span.parse(plain.removesuffix(" before")))
        said = _EVERY.fullmatch(plain)
        if said is None:
            raise PhraseError("not_a_remind", found=text)
        if int(said[2]) == 0:
            raise PhraseError("reminder_never_sent", found=text)
        span = said[1] if said[1][0].isdigit() else f"1 {said[1]}"
        return cls("after", Span.parse(span), int(said[2]))

    def __str__(self) -> str:
        if self.span is None:
            return "when due"
        if self.when == "before":
            return f"{self.span} before"
        every = str(self.span).removeprefix("1 ")
        return f"every {every} after, at most {self.times} time{'s' if self.times > 1 else ''}"


_COMMENT = re.compile(r"after (.+) of comment")


@dataclass(frozen=True, slots=True)
class Publication(Phrase):
    """When an entry is published: "at once" (`comment` is None) or "after 5 working days of comment".

    >>> str(Publication.parse("after 5 working days of comment").comment)
    '5 working days'
    """

    comment: Span | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the publication clause. Raise PhraseError if it is neither form."""
        plain = plainly(text)
        if plain == "at once":
            return cls()
        said = _COMMENT.fullmatch(plain)
        if said is None:
            raise PhraseError("not_a_publication", found=text)
        return cls(Span.parse(said[1]))

    def __str__(self) -> str:
        return f"after {self.comment} of comment" if self.comment else "at once"


PHRASES = (
    Share, Span, Moment, Remind, Quota, Where, Doer, Shortfall, Publication, Money, Approver, Fund, Mark, Scorer, Rank,
)  # fmt: skip
