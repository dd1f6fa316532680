"""Why something is so, for the reader: the codes with their numbers as they are kept, and the sentences they make."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel

from rules.deadlines import Skipped
from rules.reasons import Because
from web.languages import language_of
from words.catalogue import Language
from words.reasons import because_sentence


class Reason(BaseModel):
    """One step of an explanation."""

    code: str
    params: dict[str, int | str]
    says: str


class Numbers(BaseModel):
    """What was counted about a candidate in one round, what was needed, and what followed."""

    outcome: str
    rank: int | None
    ayes: int
    noes: int
    abstentions: int
    recused: int
    base: int
    needed: int
    because: list[Reason]


class SkippedDay(BaseModel):
    """A day that did not count towards the deadline, and why."""

    day: date
    code: str
    name: str
    source: str


class DarkTime(BaseModel):
    """From when to when the house was dark, as its operator wrote it down."""

    start: datetime
    end: datetime


def dark_time(dark: tuple[datetime, datetime] | None) -> DarkTime | None:
    """Return a time in the dark as answers have it."""
    return DarkTime(start=dark[0], end=dark[1]) if dark else None


def reasons(explanation: Iterable[Because], language: Language) -> list[Reason]:
    """Return the steps of an explanation in one language."""
    return [
        Reason(code=because.code, params=because.params, says=because_sentence(because, language))
        for because in explanation
    ]


def kept_reasons(kept: Sequence[Any] | None, language: Language) -> list[Reason]:
    """Return the steps of an explanation that was kept beside a candidate as (code, params) pairs."""
    return reasons((Because(code, params) for code, params in kept or ()), language)


def skipped_days(skipped: Iterable[Skipped], language: Language) -> list[SkippedDay]:
    """Return the days that did not count, with what they are called in one language."""
    return [
        SkippedDay(
            day=one.day,
            code=one.reason.code,
            name=one.reason.name.en if language == "en" else one.reason.name.vi,
            source=one.reason.source,
        )
        for one in skipped
    ]


async def _language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language", ""))


LanguageDep = Annotated[Language, Depends(_language)]
