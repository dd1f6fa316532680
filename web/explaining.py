"""Why something is so, for the reader: the codes with their numbers as they are kept, and the sentences they make."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel

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


def reasons(explanation: Iterable[Because], language: Language) -> list[Reason]:
    """Return the steps of an explanation in one language."""
    return [
        Reason(code=because.code, params=because.params, says=because_sentence(because, language))
        for because in explanation
    ]


def kept_reasons(kept: Sequence[Any] | None, language: Language) -> list[Reason]:
    """Return the steps of an explanation that was kept beside a candidate as (code, params) pairs."""
    return reasons((Because(code, params) for code, params in kept or ()), language)


async def _language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language", ""))


LanguageDep = Annotated[Language, Depends(_language)]
