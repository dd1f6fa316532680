"""What is stuck, why, since when and who can help: nominations, sittings, and what units owe their councils."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rules.foresight import Risk
from rules.rights import Action
from rules.stuck import TECHNICAL, Cause
from rules.troubles import Trouble
from rules.working_time import Age
from store import organisation
from store.paging import Page as StorePage
from store.stuck import pages
from store.stuck.ahead import Ahead, ahead
from store.stuck.details import Line
from store.stuck.pages import Wanted
from store.unit_tree import UnitTree
from web import technical
from web.access import Needs, Visitor
from web.explaining import LanguageDep
from web.house import House, HouseDep
from web.lists import Asked, Code
from web.routing import routes
from web.scopes import scope_of
from words.catalogue import Language, said
from words.stuck import STUCK
from workflows.troubles import Technical

router = routes("/stuck", "stuck")

ListReader = Annotated[Visitor, Depends(Needs(Action.STUCK_READ, refuses=("bad_cursor",)))]
Reader = Annotated[Visitor, Depends(Needs(Action.STUCK_READ))]
Kind = Literal["nomination", "sitting", "obligation"]


class TroubleBody(BaseModel):
    """What the program fails at, as Temporal tells it."""

    kind: Literal["activity", "workflow_task", "not_running", "late", "diverged"]
    what: Annotated[str, Field(description="the activity's or workflow's registered name")]
    since: datetime | None
    attempt: int
    message: str
    says: str


class StillNeededVotes(BaseModel):
    """What a candidate of an open vote still needs, as it stands now; who voted how is not told before it closes."""

    model_config = ConfigDict(from_attributes=True)

    nomination_id: str
    ayes: Annotated[int | None, Field(description="how many more; null: they cannot come any more")]
    with_chair: Annotated[bool, Field(description="the chair's must be among them")]
    people: Annotated[list[str], Field(description="by whom they could come")]


class StuckLine(BaseModel):
    """Something open and why it has not moved on. Times are UTC; `age_days` are working days.

    `unblocks` can do what it waits for; `helps` can do something about it. `missing` and `more_for_quorum` come from
    participation alone, and are null for whoever may not see the sitting; `still_needed` is told of an open vote only.
    """

    kind: Kind
    id: str
    programme: str
    unit_id: str
    stage: str
    stage_kind: Annotated[str, Field(description="what kind of stage it is at: log, review, council, dossier, record")]
    title: str
    since: datetime
    due_at: datetime | None
    cause: Cause
    says: str
    is_stuck: bool
    age_days: float
    sitting_id: str | None
    waits_for_role: str | None
    waits_for_unit_id: str | None
    assignee_id: str | None
    unblocks: list[str]
    helps: list[str]
    missing: list[str] | None
    more_for_quorum: int | None
    still_needed: list[StillNeededVotes] | None
    held_at: Annotated[datetime | None, Field(description="since when it is on hold")]
    held_because: str | None
    reminders_sent: int
    next_reminder_at: datetime | None
    asked_second_by: Annotated[str | None, Field(description="who asked to pass over a silent step")]
    trouble: TroubleBody | None
    names: Annotated[dict[str, str], Field(description="what the people and the deeds named here are called")]


class StuckPage(BaseModel):
    """What has waited longest first. With `workers` 0 nothing moves; null: Temporal could not be asked."""

    items: list[StuckLine]
    next: Annotated[str | None, Field(description="the cursor of the next page; null on the last")]
    workers: int | None


class Counts(BaseModel):
    """How many lines the list would have, by cause."""

    causes: dict[Cause, int]
    workers: int | None


class Threatened(BaseModel):
    """A sitting and what threatens it, with the counts behind that; something can be done `until`."""

    sitting_id: str
    programme: str
    stage: str
    unit_id: str
    period: str
    until: datetime
    risks: list[Risk]
    says: list[str]
    members: int
    gone: Annotated[int, Field(description="have left, and stay in the base of an open vote")]
    away: Annotated[int, Field(description="have named a deputy for the whole time of the vote")]
    aside_at_most: Annotated[int, Field(description="stand aside from the same candidate")]
    candidates: int
    coming: Annotated[int, Field(description="should stand before the council in time")]
    places: int | None


class Foreseen(BaseModel):
    """What will go wrong if nobody does anything, the most urgent first."""

    items: list[Threatened]


class Filters(Asked):
    """Filters of the list; all that are given hold together."""

    programme: Code | None = None
    unit: Annotated[Code | None, Field(description="a unit and all below it")] = None
    stage: Code | None = None
    kind: Kind | None = None
    cause: Cause | None = None
    over: Annotated[
        str | None, Field(pattern=r"^\d{1,4}[dh]$", description="waiting longer: 3d (working days), 4h (office hours)")
    ] = None
    healthy: Annotated[bool, Field(description="also what only waits, as the rules mean it to")] = False


@router.get("")
async def list_stuck(
    asked: Annotated[Filters, Query()], house: HouseDep, visitor: ListReader, language: LanguageDep
) -> StuckPage:
    """Return what is stuck among what the visitor may see."""
    return await _listed(asked, house, visitor, language)


async def list_troubles(house: House, visitor: Visitor, language: Language, *, limit: int) -> StuckPage:
    """Return what the program itself fails, whichever way."""
    return await _listed(Filters(limit=limit), house, visitor, language, causes=TECHNICAL)


@router.get("/counts")
async def count_stuck(asked: Annotated[Filters, Query()], house: HouseDep, visitor: Reader) -> Counts:
    """Return how much is stuck for which cause."""
    found = await technical.reported(house.engine)

    def count() -> dict[str, int]:
        now = house.now()
        with house.database.read() as conn:
            units = organisation.tree(conn)
            wanted = _wanted(asked, visitor, units)
            scope = scope_of(visitor, units)
            return pages.counts(conn, house.rulebook, scope, wanted, now=now, troubles=found.cases)

    return Counts.model_validate({"causes": await asyncio.to_thread(count), "workers": found.workers})


async def look_over(asked: Filters, house: House, visitor: Visitor, language: Language) -> tuple[StuckPage, Counts]:
    """Return a page of what is stuck and how much is stuck for which cause, asking Temporal and the rows once."""
    found = await technical.reported(house.engine)
    page, causes = await asyncio.to_thread(_overview, house, visitor, asked, found)
    lines = await technical.detailed(house.engine, page.lines)
    told = StuckPage(items=[shown(line, language) for line in lines], next=page.next, workers=found.workers)
    return told, Counts.model_validate({"causes": causes, "workers": found.workers})


@router.get("/forecast")
def foresee(house: HouseDep, visitor: Reader, language: LanguageDep) -> Foreseen:
    """Return the sittings that will go wrong unless somebody does something, the most urgent first."""
    with house.database.read() as conn:
        scope = scope_of(visitor, organisation.tree(conn))
        found = ahead(conn, house.rulebook, scope, now=house.now())
    return Foreseen(items=[_threatened(one, language) for one in found])


def _threatened(one: Ahead, language: Language) -> Threatened:
    outlook = one.outlook
    return Threatened(
        sitting_id=one.sitting_id,
        programme=one.programme,
        stage=one.stage,
        unit_id=one.unit_id,
        period=one.period,
        until=one.until,
        risks=list(one.risks),
        says=[said(STUCK, f"risk.{risk}", language) for risk in one.risks],
        members=outlook.members,
        gone=outlook.gone,
        away=outlook.away,
        aside_at_most=max(outlook.aside, default=0),
        candidates=outlook.candidates,
        coming=outlook.coming,
        places=one.limit,
    )


async def _listed(
    asked: Filters, house: House, visitor: Visitor, language: Language, causes: Collection[Cause] | None = None
) -> StuckPage:
    found = await technical.reported(house.engine)
    page = await asyncio.to_thread(_page, house, visitor, asked, found, causes)
    lines = await technical.detailed(house.engine, page.lines)
    return StuckPage(items=[shown(line, language) for line in lines], next=page.next, workers=found.workers)


def _page(
    house: House, visitor: Visitor, asked: Filters, found: Technical, causes: Collection[Cause] | None
) -> StorePage[Line]:
    with house.database.read() as conn:
        units = organisation.tree(conn)
        wanted = _wanted(asked, visitor, units)
        return pages.page(
            conn,
            house.rulebook,
            scope_of(visitor, units),
            replace(wanted, causes=causes) if causes else wanted,
            now=house.now(),
            troubles=found.cases,
            cursor=asked.cursor,
            size=asked.limit,
        )


def _overview(
    house: House, visitor: Visitor, asked: Filters, found: Technical
) -> tuple[StorePage[Line], dict[str, int]]:
    with house.database.read() as conn:
        units = organisation.tree(conn)
        return pages.overview(
            conn,
            house.rulebook,
            scope_of(visitor, units),
            _wanted(asked, visitor, units),
            now=house.now(),
            troubles=found.cases,
            cursor=asked.cursor,
            size=asked.limit,
        )


def _wanted(asked: Filters, visitor: Visitor, units: UnitTree) -> Wanted:
    return Wanted(
        programme=asked.programme,
        unit_ids=units.reach([asked.unit], visitor.today) if asked.unit else None,
        stage=asked.stage,
        kind=asked.kind,
        causes={asked.cause} if asked.cause else None,
        over=Age.parse(asked.over) if asked.over else None,
        healthy=asked.healthy,
    )


def shown(line: Line, language: Language) -> StuckLine:
    """Return a line as the API tells it."""
    return StuckLine(
        kind=line.kind,
        id=line.id,
        programme=line.programme,
        unit_id=line.unit_id,
        stage=line.stage,
        stage_kind=line.stage_kind,
        title=line.title,
        since=line.since,
        due_at=line.due_at,
        cause=line.cause,
        says=said(STUCK, f"cause.{line.cause}", language),
        is_stuck=line.is_stuck,
        age_days=round(float(line.age_days), 2),
        sitting_id=line.sitting_id,
        waits_for_role=line.waits_for_role,
        waits_for_unit_id=line.waits_for_unit_id,
        assignee_id=line.assignee_id,
        unblocks=list(line.unblocks),
        helps=list(line.helps),
        missing=None if line.missing is None else list(line.missing),
        more_for_quorum=line.more_for_quorum,
        still_needed=_needs(line),
        held_at=line.held_at,
        held_because=line.held_because,
        reminders_sent=line.reminders_sent,
        next_reminder_at=line.next_reminder_at,
        asked_second_by=line.asked_second_by,
        trouble=None if line.trouble is None else _trouble(line.trouble, language),
        names=dict(line.names or {}),
    )


def _needs(line: Line) -> list[StillNeededVotes] | None:
    if line.still_needed is None:
        return None
    return [StillNeededVotes.model_validate(one) for one in line.still_needed]


def _trouble(trouble: Trouble, language: Language) -> TroubleBody:
    told = {"what": trouble.what, "attempt": trouble.attempt, "message": trouble.message}
    return TroubleBody(
        kind=trouble.kind,
        since=trouble.since,
        says=said(STUCK, f"trouble.{trouble.kind}", language, told).strip(),
        **told,
    )
