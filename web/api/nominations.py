"""Where nominations stand: the list that the visitor may see, and one of them with whom it waits for."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from rules.entries import Entry
from rules.rights import Action
from store import nominations, organisation, people, resources
from store.nominations import Nomination, Wanted
from store.unit_tree import UnitTree
from web.access import Needs, Visitor
from web.explaining import LanguageDep
from web.house import House, HouseDep
from web.ids import NominationId
from web.lists import Asked, Code, Page, Words
from web.problems import Problem
from web.routing import routes
from web.scopes import scope_of
from words.catalogue import Language
from words.phrases import titled

router = routes("/nominations", "nominations")

Reader = Annotated[Visitor, Depends(Needs(Action.NOMINATIONS_READ))]
ListReader = Annotated[Visitor, Depends(Needs(Action.NOMINATIONS_READ, refuses=("bad_cursor",)))]


class ListedNomination(BaseModel):
    """A nomination as lists show it. Times are UTC; `due_at` is when the act it waits for is owed."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    programme: str
    unit_id: str
    council_unit_id: str | None
    author_id: str
    honoured: list[str]
    subject: Literal["individual", "collective"]
    title: str
    deed_on: date
    category: str | None
    beneficiaries: int | None
    is_sample: bool
    award: str | None
    reward_vnd: int | None
    score: Annotated[int | None, Field(description="the points of the last score sheet that was filled")]
    score_of: Annotated[int | None, Field(description="the most points that sheet can give")]
    band: Annotated[str | None, Field(description="what that score is called on its sheet")]
    logged_at: datetime
    stage: str
    stage_since: datetime
    status: Literal["open", "returned", "held", "ended"]
    outcome: str | None
    tries: int
    recommender_id: str | None
    waits_for_role: str | None
    waits_for_unit_id: str | None
    assignee_id: str | None
    due_at: datetime | None
    edition: str | None
    number: int
    sitting_id: str | None
    rank: int | None
    updated_at: datetime


class FilledSheet(BaseModel):
    """A score sheet as somebody filled it; of several the last one stands."""

    stage: str
    sheet: str
    by: str
    at: datetime
    points: Annotated[dict[str, int], Field(description="item of the sheet and its points")]
    total: int
    of: int
    band: str
    note: str
    outcome: Literal["scored", "fell_short"]


class SheetItem(BaseModel):
    """A line of a score sheet."""

    item: str
    title: str
    at_most: Annotated[int, Field(description="the most points it can get")]


class SheetBand(BaseModel):
    """What a total is called, from `at_least` points up to the next band."""

    band: str
    title: str
    at_least: int


class SheetToFill(BaseModel):
    """The score sheet that the stage asks for, in the reader's language."""

    sheet: str
    title: str
    items: list[SheetItem]
    bands: Annotated[list[SheetBand], Field(description="the lowest first")]
    passes_from: Annotated[int | None, Field(description="the least total that passes; null where every total does")]
    opens_at: Annotated[datetime | None, Field(description="before this it is too early to fill it")]


class OneNomination(ListedNomination):
    """All that is known of a nomination, and who can act now."""

    story: str
    place: str | None
    value_vnd: int | None
    source_url: str | None
    scores: Annotated[list[FilledSheet], Field(description="every score sheet that was filled, the last one stands")]
    sheet: Annotated[SheetToFill | None, Field(description="the score sheet to be filled now, by whom it waits for")]
    names: Annotated[dict[str, str], Field(description="what the people named here are called")]
    waits_for_people: Annotated[
        list[str], Field(description="who holds the office it waits for today, deputies included; nobody: orphaned")
    ]


Order = Literal["logged_at", "-logged_at", "deed_on", "-deed_on", "updated_at", "-updated_at", "due_at", "-due_at"]


class AskedNominations(Asked):
    """Filters of the list of nominations; all that are given hold together."""

    programme: Code | None = None
    stage: Code | None = None
    status: Literal["open", "returned", "held", "ended"] | None = None
    outcome: Code | None = None
    unit: Annotated[Code | None, Field(description="a unit and all below it")] = None
    council_unit: Code | None = None
    author: Code | None = None
    honoured: Code | None = None
    assignee: Code | None = None
    sitting: Code | None = None
    subject: Literal["individual", "collective"] | None = None
    category: Annotated[str | None, Field(max_length=64)] = None
    is_sample: bool | None = None
    deed_from: date | None = None
    deed_to: date | None = None
    is_overdue: Annotated[bool, Field(description="only those past their deadline")] = False
    waits_for_me: Annotated[bool, Field(description="only those that wait for me, by name or by my offices")] = False
    q: Words | None = None
    sort: Order = "-logged_at"


@router.get("")
def list_nominations(
    asked: Annotated[AskedNominations, Query()], house: HouseDep, visitor: ListReader
) -> Page[ListedNomination]:
    """Return the nominations that the visitor may see: her own, her units', and those before her councils."""
    with house.database.read() as conn:
        units = organisation.tree(conn)
        page = nominations.page(
            conn,
            scope_of(visitor, units),
            _wanted(asked, visitor, units, house.now()),
            order=asked.sort,
            cursor=asked.cursor,
            size=asked.limit,
        )
    return Page(items=[ListedNomination.model_validate(line) for line in page.lines], next=page.next)


@router.get("/{nomination_id}")
def one_nomination(
    nomination_id: NominationId, house: HouseDep, visitor: Reader, language: LanguageDep
) -> OneNomination:
    """Return one nomination, with whoever can act on it today."""
    with house.database.read() as conn:
        nomination, units = read_nomination(conn, nomination_id, visitor)
        awaited = _waits_for(conn, nomination, units, visitor.today)
        scores = nomination.scores or []
        named = {nomination.author_id, nomination.recommender_id, *nomination.honoured, *awaited}
        named |= {score["by"] for score in scores}
        names = people.names_of(conn, sorted(filter(None, named)))
        sheet = _sheet(conn, house, nomination, language)
    told = {"waits_for_people": awaited, "names": names, "scores": scores, "sheet": sheet}
    return OneNomination.model_validate({**asdict(nomination), **told})


def read_nomination(conn: Connection, id_: str, visitor: Visitor) -> tuple[Nomination, UnitTree]:
    """Return a nomination that the visitor may read, and the units. Raise Problem `not_found` for any other."""
    nomination = nominations.by_id(conn, id_)
    if nomination is None:
        raise Problem("not_found")
    units = organisation.tree(conn)
    visitor.judge(resources.of_nomination(conn, nomination, units, visitor.today))
    return nomination, units


def _sheet(conn: Connection, house: House, nomination: Nomination, language: Language) -> SheetToFill | None:
    terms = Entry.model_validate(nomination.entry) if nomination.entry else None
    if terms is None or terms.sheet is None:
        return None
    sheet = house.rulebook.of(conn, terms.edition).programme.sheet(terms.sheet.sheet)
    items = [SheetItem(item=one.item, title=titled(one.title, language), at_most=one.at_most) for one in sheet.items]
    bands = [SheetBand(band=one.band, title=titled(one.title, language), at_least=one.at_least) for one in sheet.bands]
    return SheetToFill(
        sheet=sheet.sheet,
        title=titled(sheet.title, language),
        items=items,
        bands=bands,
        passes_from=terms.sheet.passes_from,
        opens_at=terms.opens_at,
    )


def _wanted(asked: AskedNominations, visitor: Visitor, units: UnitTree, now: datetime) -> Wanted:
    return Wanted(
        programme=asked.programme,
        stage=asked.stage,
        status=asked.status,
        outcome=asked.outcome,
        unit_ids=units.reach([asked.unit], visitor.today) if asked.unit else None,
        council_unit_id=asked.council_unit,
        author_id=asked.author,
        honoured_id=asked.honoured,
        assignee_id=asked.assignee,
        sitting_id=asked.sitting,
        subject=asked.subject,
        category=asked.category,
        is_sample=asked.is_sample,
        deed_from=asked.deed_from,
        deed_to=asked.deed_to,
        overdue_at=now if asked.is_overdue else None,
        offices=_offices(visitor, units) if asked.waits_for_me else None,
        helper_id=visitor.person_id if asked.waits_for_me else None,
        words=asked.q,
    )


def _offices(visitor: Visitor, units: UnitTree) -> list[tuple[str, str]]:
    """Return every (role, unit) that the visitor may act for today, her own and those she stands in for."""
    grants = [*visitor.actor.grants, *(grant for away in visitor.actor.stands_in_for for grant in away.grants)]
    return [
        (role, unit_id)
        for role in sorted({grant.role for grant in grants})
        for unit_id in sorted(units.reach([grant.unit_id for grant in grants if grant.role == role], visitor.today))
    ]


def _waits_for(conn: Connection, nomination: Nomination, units: UnitTree, on: date) -> list[str]:
    if nomination.status == "ended":
        return []
    if nomination.assignee_id is not None:
        return [nomination.assignee_id]
    offices = resources.of_nomination(conn, nomination, units, on).waits_for
    holders = organisation.holders_of(conn, [(office.role, office.unit_id) for office in offices], on)
    found = {holder.person_id for holding in holders.values() for holder in holding}
    return sorted(found - {nomination.author_id, *nomination.honoured})
