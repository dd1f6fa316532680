"""The editions of the rules, kept for ever: what each says, clause by clause and aloud, and how two of them differ."""

import json
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rules.differences import differences
from rules.programme import Programme
from rules.rights import Action, Resource
from store import editions
from store.editions import Edition
from web.access import Needs, Visitor
from web.explaining import LanguageDep
from web.house import HouseDep
from web.ids import EditionHash
from web.lists import Code
from web.problems import Problem
from web.routing import routes
from words.differences import reworded
from words.prose import read_aloud

router = routes("/rules/editions", "rules")

Reader = Annotated[Visitor, Depends(Needs(Action.RULES_READ))]


class ListedEdition(BaseModel):
    """An edition: named by the hash of what it says, in force from a date until a newer one begins."""

    model_config = ConfigDict(from_attributes=True)

    hash: str
    programme: str
    in_force_from: date
    adopted_at: datetime
    adopted_by: str
    note: str | None
    is_in_force: Annotated[bool, Field(description="on the day that was asked for, today if none was")] = False


class OneEdition(ListedEdition):
    """An edition with all it says, clause by clause."""

    content: dict[str, Any]


class WholeEdition(OneEdition):
    """The same with its sentences, and the file that brought it where a change of the rules did."""

    prose: str
    text: str | None
    cases: str | None


class Editions(BaseModel):
    """Every edition of a programme, the newest first, those yet to come included."""

    items: list[ListedEdition]


class AskedEditions(BaseModel):
    """Whose editions."""

    model_config = ConfigDict(extra="forbid")

    programme: Code


class AskedDifferences(BaseModel):
    """The earlier of two editions, by its hash."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True)

    since: Annotated[Code, Field(alias="from")]


class ClauseDifference(BaseModel):
    """A clause that is otherwise; null where it does not stand in that edition."""

    model_config = ConfigDict(from_attributes=True)

    clause: str
    before: Any
    after: Any


class SentenceDifference(BaseModel):
    """A sentence that is gone (`-`) or new (`+`), and in which stage; `` is the heading."""

    model_config = ConfigDict(from_attributes=True)

    part: str
    sign: str
    sentence: str


class Differences(BaseModel):
    """How two editions differ: by clauses, and by the sentences that a committee signs."""

    before: str
    after: str
    clauses: list[ClauseDifference]
    sentences: list[SentenceDifference]


@router.get("")
def list_editions(asked: Annotated[AskedEditions, Query()], house: HouseDep, visitor: Reader) -> Editions:
    """Return the editions of a programme."""
    visitor.judge(Resource())
    with house.database.read() as conn:
        now_in_force = editions.in_force(conn, asked.programme, visitor.today)
        found = editions.history(conn, asked.programme)
    return Editions(
        items=[
            ListedEdition.model_validate({**told(edition), "is_in_force": edition == now_in_force}) for edition in found
        ]
    )


@router.get("/{edition_hash}")
def one_edition(edition_hash: EditionHash, house: HouseDep, visitor: Reader, language: LanguageDep) -> WholeEdition:
    """Return one edition by its hash."""
    visitor.judge(Resource())
    with house.database.read() as conn:
        edition = editions.by_hash(conn, edition_hash)
        if edition is None:
            raise Problem("not_found")
        now_in_force = editions.in_force(conn, edition.programme, visitor.today)
        source = editions.source_of(conn, edition_hash)
    return WholeEdition(
        **told(edition),
        is_in_force=edition == now_in_force,
        prose=read_aloud(_programme(edition), language),
        text=source and source.text,
        cases=source and source.cases,
    )


@router.get("/{edition_hash}/differences")
def edition_differences(
    edition_hash: EditionHash,
    asked: Annotated[AskedDifferences, Query()],
    house: HouseDep,
    visitor: Reader,
    language: LanguageDep,
) -> Differences:
    """Return what an edition says otherwise than another."""
    visitor.judge(Resource())
    with house.database.read() as conn:
        before, after = editions.by_hash(conn, asked.since), editions.by_hash(conn, edition_hash)
    if before is None or after is None:
        raise Problem("not_found")
    old, new = _programme(before), _programme(after)
    return Differences(
        before=before.hash,
        after=after.hash,
        clauses=[ClauseDifference.model_validate(one) for one in differences(old, new)],
        sentences=[SentenceDifference.model_validate(one) for one in reworded(old, new, language)],
    )


def told(edition: Edition) -> dict[str, Any]:
    """Return the fields of an edition as the API shows them."""
    return {field: getattr(edition, field) for field in OneEdition.model_fields if field != "is_in_force"}


def _programme(edition: Edition) -> Programme:
    return Programme.model_validate_json(json.dumps(edition.content))
