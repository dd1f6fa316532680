"""Logging a good deed: what starts a nomination. The rules in force judge it before anything is started."""

from base64 import b32encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from rules.clauses import Name
from rules.deeds import UnitId
from rules.errors import RuleBroken
from rules.events import DeedLogged
from rules.log_entries import judge_deed
from rules.messages import Message
from rules.programme import LogStage
from rules.rights import Action
from store import instance, organisation, people, resources
from store.answers import Asked
from web.access import Needs, Visitor
from web.bodies import DeedBody, as_deed
from web.engine import FAILURES
from web.house import House, HouseDep
from web.reading_back import is_shown
from web.repeats import RepeatableDep, once
from web.routing import PREFIX, routes
from web.units import open_unit

router = routes("/nominations", "nominations")

REFUSES = (
    "no_rules",
    "fields_missing",
    "deed_in_future",
    "deed_too_old",
    "calendar_ends",
    "not_logged_for",
    "wrong_subject",
    "not_asked_for",
    "award_unknown",
    "reward_too_high",
    "unknown_person",
    "unknown_unit",
    "unit_closed",
    "unit_ended",
    "unit_not_begun",
)

Logger = Annotated[Visitor, Depends(Needs(Action.NOMINATIONS_LOG, refuses=(*REFUSES, *FAILURES)))]


class LogEntryBody(Message):
    """A deed to be logged. Without `unit_id` it is logged at the author's own unit, or the one that took it over."""

    programme: Name
    unit_id: UnitId | None = None
    deed: DeedBody


class Logged(BaseModel):
    """The nomination that the deed began. Until it is shown (202), no list has it; nothing is lost meanwhile."""

    id: str
    number: Annotated[int, Field(description="of its last event")]
    stage: str
    is_shown: bool


@router.post("", status_code=201, responses={202: {"model": Logged}})
async def log_deed(
    body: LogEntryBody, house: HouseDep, visitor: Logger, repeatable: RepeatableDep, response: Response
) -> Logged:
    """Log a good deed under the rules in force today; the author is whoever holds the token."""
    asked = repeatable.by(visitor)

    def judge(conn: Connection) -> tuple[DeedLogged, str]:
        return _logged(conn, house, visitor, body), instance.epoch(conn)

    async def act(judged: tuple[DeedLogged, str]) -> Mapping[str, Any]:
        logged, epoch = judged
        await house.engine.start(nomination_id(asked), epoch, logged)
        return {"id": nomination_id(asked), "number": 1, "stage": logged.leads_to}

    told = await once(house, asked, judge, act)
    shown = await is_shown(house, told["id"], told["number"])
    response.status_code = 201 if shown else 202
    response.headers["Location"] = f"{PREFIX}/nominations/{told['id']}"
    return Logged(**told, is_shown=shown)


def nomination_id(asked: Asked) -> str:
    """Return the id that this person's key always gives, so that a repeated request finds what it began."""
    digest = sha256(f"{asked.person_id}\n{asked.key}".encode()).digest()
    return f"n-{b32encode(digest)[:16].decode().lower()}"


def _logged(conn: Connection, house: House, visitor: Visitor, body: LogEntryBody) -> DeedLogged:
    now = house.now()
    units = organisation.tree(conn)
    author = people.by_id(conn, visitor.person_id)
    if author is None:
        raise RuleBroken("unknown_person", person=visitor.person_id)
    own_unit = units.open_successor(author.unit_id, visitor.today) or author.unit_id
    unit_id = open_unit(units, body.unit_id or own_unit, visitor.today)
    visitor.judge(resources.of_unit(units, unit_id, visitor.today, is_public=True))
    rules = house.rulebook.at(conn, body.programme, now)
    stage = rules.log_terms(units.whereabouts(unit_id, visitor.today), rules.clock.day(now)).stage
    if not isinstance(stage, LogStage):  # the loader sees to it
        raise RuleBroken("wrong_stage", stage=stage.stage)
    deed = as_deed(body.deed, author=author.id, is_sample=author.is_sample)
    kinds = people.kinds_of(conn, deed.honoured)
    ladder, most = rules.programme.ladder, rules.programme.reward_at_most
    judge_deed(deed, stage, rules.clock, author=author.id, kinds=kinds, now=now, awards=ladder, reward_at_most=most)
    return DeedLogged(
        at=now,
        by=author.id,
        programme=body.programme,
        unit_id=unit_id,
        deed=deed,
        leads_to=stage.leads_to["logged"],
    )
