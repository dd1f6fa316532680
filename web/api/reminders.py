"""Reminders: who will get which, and leaving oneself in peace about something until before its deadline."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import Connection, select

from rules.messages import Message
from rules.rights import Action
from store import answers, feeds, organisation, snoozes
from store import tables as t
from store.answers import Answered
from store.forecast import Coming, forecast
from store.writing import portions
from web.access import Needs, Visitor
from web.house import HouseDep
from web.lists import Code
from web.problems import Problem
from web.repeats import RepeatableDep
from web.routing import routes
from web.scopes import scope_of

router = routes("/reminders", "reminders")

FARTHEST = timedelta(days=62)

Reader = Annotated[Visitor, Depends(Needs(Action.REMINDERS_READ, refuses=("not_later", "too_far")))]
Sleeper = Annotated[
    Visitor, Depends(Needs(Action.REMINDERS_SNOOZE, refuses=("nothing_to_snooze", "past_deadline", "not_later")))
]
Waker = Annotated[Visitor, Depends(Needs(Action.REMINDERS_SNOOZE))]
Kind = Literal["first", "next", "final", "escalate", "escalated"]


class OwedLine(BaseModel):
    """One thing that a reminder is about. `is_copy`: somebody else must act, this one is only told."""

    about: str
    obligation: str
    kind: Kind
    at: datetime
    due_at: datetime | None
    stands_in_for: str | None
    is_copy: bool


class ComingMessage(BaseModel):
    """A message that will be sent if nothing changes until then."""

    at: datetime
    person_id: str
    is_urgent: bool
    owed: list[OwedLine]


class Forecast(BaseModel):
    """Every message from now until an instant, in their order."""

    until: datetime
    messages: list[ComingMessage]


class AskedForecast(BaseModel):
    """Until when, at most 62 days ahead; one person's or all that the visitor may see."""

    model_config = ConfigDict(extra="forbid")

    until: Annotated[AwareDatetime, Field(description="for instance 2026-11-30T08:00:00+07:00")]
    person: Code | None = None


class SnoozeBody(Message):
    """What the visitor wants to be reminded of only later, and when: before its deadline."""

    about: Code
    until: AwareDatetime


class Snoozed(BaseModel):
    """Until when nothing is sent about it, and the deadline that stays what it is."""

    about: str
    until: datetime
    due_at: datetime


class WakeBody(Message):
    """What the visitor wants to be reminded of again."""

    about: Code


class Woken(BaseModel):
    """Whether there was a snooze to end."""

    about: str
    was_snoozed: bool


@router.get("/forecast")
def reminders_forecast(asked: Annotated[AskedForecast, Query()], house: HouseDep, visitor: Reader) -> Forecast:
    """Return who among those whom the visitor may see will get which message, if nothing changes."""
    now = house.now()
    if asked.until <= now:
        raise Problem("not_later", {"due_at": now.isoformat()})
    if asked.until > now + FARTHEST:
        raise Problem("too_far", {"days": FARTHEST.days})
    with house.database.read() as conn:
        coming = forecast(conn, now=now, until=asked.until, rulebook=house.rulebook)
        if asked.person is not None:
            coming = tuple(one for one in coming if one.person_id == asked.person)
        seen = _seen(conn, visitor, {one.person_id for one in coming})
    return Forecast(until=asked.until, messages=[_told(one) for one in coming if one.person_id in seen])


@router.post("/snooze")
def snooze(body: SnoozeBody, house: HouseDep, visitor: Sleeper, repeatable: RepeatableDep) -> Snoozed:
    """Leave the visitor in peace about something until before its deadline; escalations come all the same."""
    asked = repeatable.by(visitor)
    with house.database.write() as conn:
        before = answers.begin(conn, asked, now=house.now())
        if before is not None:
            return Snoozed.model_validate(before.body)
        hers = feeds.deadlines(conn, visitor.person_id, visitor.today, after=house.now())
        if body.about not in {one.about for one in hers}:  # of what is not hers she learns nothing
            raise Problem("nothing_to_snooze")
        due_at = snoozes.snooze(conn, visitor.person_id, body.about, body.until, now=house.now())
        told = Snoozed(about=body.about, until=body.until, due_at=due_at)
        answers.finish(conn, asked, Answered(200, told.model_dump(mode="json")))
    return told


@router.post("/wake")
def wake(body: WakeBody, house: HouseDep, visitor: Waker, repeatable: RepeatableDep) -> Woken:
    """End the visitor's own snooze before its time: from now on she is reminded of it as everybody is."""
    asked = repeatable.by(visitor)
    with house.database.write() as conn:
        before = answers.begin(conn, asked, now=house.now())
        if before is not None:
            return Woken.model_validate(before.body)
        told = Woken(about=body.about, was_snoozed=snoozes.wake(conn, visitor.person_id, body.about))
        answers.finish(conn, asked, Answered(200, told.model_dump(mode="json")))
    return told


def _seen(conn: Connection, visitor: Visitor, person_ids: set[str]) -> set[str]:
    """Return those of many people whose reminders the visitor may see: herself, and the people of her units."""
    scope = scope_of(visitor, organisation.tree(conn))
    if scope.unit_ids is None:
        return person_ids
    p = t.people.c
    seen = {visitor.person_id}
    for some in portions(sorted(person_ids)):
        seen.update(conn.execute(select(p.id).where(p.id.in_(some), p.unit_id.in_(scope.unit_ids))).scalars())
    return seen


def _told(one: Coming) -> ComingMessage:
    return ComingMessage(
        at=one.at,
        person_id=one.person_id,
        is_urgent=one.kind == "reminders_urgent",
        owed=[OwedLine.model_validate(dict(line)) for line in one.owed],
    )
