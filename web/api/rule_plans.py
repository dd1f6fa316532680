"""What a draft of the rules would do, before anybody proposes it: to what runs, and to what was decided."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import Depends
from pydantic import BaseModel, Field
from pydantic_core import to_jsonable_python
from sqlalchemy import Connection

from rules.calendar_editions import calendar_of
from rules.errors import RuleBroken
from rules.inspection import is_calendar
from rules.period_keys import PeriodRange
from rules.rights import Action
from rules.rule_changes import Running
from store import organisation, resources
from store.replaying import replay_all
from store.rule_plans import Choice, Plan, plan, plan_calendar
from web.access import Needs, Visitor
from web.drafting import DRAFT_REFUSES, DraftBody, base_of, begins, calendar_draft, read, read_fitting
from web.explaining import LanguageDep
from web.house import House, HouseDep
from web.routing import routes
from words.catalogue import Language

router = routes("/rules", "rules")

Planner = Annotated[Visitor, Depends(Needs(Action.RULES_CHANGE, refuses=(*DRAFT_REFUSES, "date_past")))]


class PlanBody(DraftBody):
    """A draft to plan; lists are cut after `limit`, counts are not."""

    limit: Annotated[int, Field(ge=0, le=20_000)] = 200


class ReplayBody(DraftBody):
    """A draft to replay over the periods from one to another."""

    over: Annotated[PeriodRange, Field(description="2023-Q4, or 2023-Q1..2023-Q4")]


class Difference(BaseModel):
    """A clause that differs; null where it does not stand in that edition."""

    clause: str
    before: Any
    after: Any


class Moving(BaseModel):
    """Something that follows: the instants that move (before, after), and those of its reminders."""

    about: str
    kind: str
    stage: str
    unit_id: str
    moves: dict[str, tuple[datetime | None, datetime | None]]
    reminders_before: list[datetime]
    reminders_after: list[datetime]
    is_estimated: Annotated[bool, Field(description="the holidays of the time it moves to are not announced yet")]


class PlannedChoice(BaseModel):
    """What one in-flight choice does. `stay` counts why what stays does; `stay_ids` names some of each."""

    running: Running
    nominations: int
    sittings: int
    deadlines: int
    reminders: int
    refused: Annotated[list[str], Field(description="open votes for whose sake this choice is not allowed")]
    moving: list[Moving]
    stay: dict[str, int]
    stay_ids: dict[str, list[str]]
    open_otherwise: Annotated[list[str], Field(description="planned sittings that will open under other terms")]


class Expectation(BaseModel):
    """How many are likely before a sitting, and for how many places; null is no limit, or no least number."""

    sitting_id: str
    stage: str
    unit_id: str
    period: str
    standing: int
    on_the_way: int
    likely: int
    at_most_before: int | None
    at_most_after: int | None
    at_least_before: int | None
    at_least_after: int | None


class DayDifference(BaseModel):
    """A day that is otherwise: why it is off, empty if it is worked; `unit` is empty where it is so for everybody."""

    day: date
    unit: str
    before: str
    after: str
    is_estimated: Annotated[bool, Field(description="the holidays of its time are not announced yet")]


class PlanAnswer(BaseModel):
    """What a draft would do to all that runs, at the instant at which it would begin."""

    kind: Literal["programme", "calendar"]
    programme: Annotated[str, Field(description="its name, or that of the calendar")]
    base: str
    draft: str
    at: datetime
    clauses: list[Difference]
    choices: Annotated[list[PlannedChoice], Field(description="a calendar counts for all that runs: now, and no other")]
    expectations: list[Expectation]
    days: Annotated[list[DayDifference], Field(description="of a calendar: the days that differ")]


class Flipped(BaseModel):
    """A nomination that would have been decided otherwise, and the clauses that make it so."""

    sitting_id: str
    nomination_id: str
    before: str
    after: str
    clauses: list[str]


class LeftOut(BaseModel):
    """A sitting that cannot be decided again, and why."""

    sitting_id: str
    why: str


class ReplayAnswer(BaseModel):
    """What a draft would have decided otherwise; nothing was touched."""

    programme: str
    draft: str
    first: str
    last: str
    sittings: int
    candidates: int
    flips: list[Flipped]
    left_out: list[LeftOut]


@router.post("/plan")
def plan_draft(body: PlanBody, house: HouseDep, visitor: Planner, language: LanguageDep) -> PlanAnswer:
    """Return what a draft would move, for each in-flight choice. Nothing is written, so no key is asked for."""
    _judge(house, visitor)
    now = house.now()
    with house.database.read() as conn:
        found = (_calendar if is_calendar(body.text) else _programme)(conn, body, house, visitor.today, language, now)
    return PlanAnswer(
        kind=found.kind,
        programme=found.programme,
        base=found.base,
        draft=found.draft,
        at=found.at,
        clauses=[Difference.model_validate(one, from_attributes=True) for one in found.clauses],
        choices=[_choice(choice, body.limit) for choice in found.choices],
        expectations=[Expectation.model_validate(one, from_attributes=True) for one in found.expectations],
        days=[DayDifference.model_validate(one, from_attributes=True) for one in found.days],
    )


def _programme(conn: Connection, body: PlanBody, house: House, today: date, language: Language, now: datetime) -> Plan:
    programme = read_fitting(conn, body, today, language)
    base = base_of(conn, house, programme, now)
    if body.on is not None and body.on < base.clock.day(now):
        raise RuleBroken("date_past", on=body.on.isoformat())
    at = max(now, begins(programme.in_force_from, base.clock))
    return plan(conn, base, house.rulebook.draft(programme), house.rulebook, at=at)


def _calendar(conn: Connection, body: PlanBody, house: House, today: date, language: Language, now: datetime) -> Plan:
    draft = calendar_draft(conn, house, body, today, language, now)
    return plan_calendar(conn, draft.base, calendar_of(draft.edition), house.rulebook, at=max(now, draft.starts_at))


@router.post("/replay")
def replay_draft(body: ReplayBody, house: HouseDep, visitor: Planner, language: LanguageDep) -> ReplayAnswer:
    """Decide finished sittings again under a draft. Nothing is written, so no key is asked for."""
    _judge(house, visitor)
    programme = read(body, language)
    with house.database.read() as conn:
        found = replay_all(conn, house.rulebook.draft(programme), body.over)
    return ReplayAnswer.model_validate(to_jsonable_python(found))


def _judge(house: House, visitor: Visitor) -> None:
    with house.database.read() as conn:
        visitor.judge(resources.house(organisation.tree(conn), visitor.today))


def _choice(choice: Choice, limit: int) -> PlannedChoice:
    kinds = [one.kind for one in choice.moving]
    return PlannedChoice(
        running=choice.running,
        nominations=kinds.count("nomination"),
        sittings=kinds.count("sitting"),
        deadlines=choice.deadlines,
        reminders=choice.reminders,
        refused=list(choice.refused),
        moving=[Moving.model_validate(one, from_attributes=True) for one in choice.moving[:limit]],
        stay={why: len(ids) for why, ids in choice.stay.items()},
        stay_ids={why: list(ids[:limit]) for why, ids in choice.stay.items()},
        open_otherwise=list(choice.open_otherwise[:limit]),
    )
