"""Changing the rules: somebody proposes, a second person approves, and on its day the change takes effect by itself."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any, Literal, cast

from fastapi import Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from rules.clocks import Clock
from rules.deeds import Line
from rules.errors import RuleBroken
from rules.messages import Message
from rules.rights import Action, Resource
from rules.rule_changes import Approve, Command, Hasten, Postpone, Proposed, Reject, Running, Withdraw
from store import instance, organisation, resources, rule_changes
from store.answers import Asked
from store.in_flight import Change as InFlight
from store.in_flight import programmes_by
from store.objections import frozen_votes
from store.rule_changes import CALENDAR, DRAFT, Draft, RuleChange
from web.access import Needs, Visitor
from web.drafting import DRAFT_REFUSES, begins
from web.engine import FAILURES, NotRunningError
from web.explaining import LanguageDep
from web.house import House, HouseDep
from web.ids import ChangeId
from web.lists import Code
from web.problems import Problem
from web.proposals import ChangeBody, drafted
from web.reading_back import until_shown
from web.repeats import RepeatableDep, command_id, once
from web.routing import PREFIX, routes
from workflows.rule_change import AskChange, ChangeAnswer
from workflows.rule_change import Start as ChangeStart

router = routes("/rules/changes", "rules")

OBJECTIONS = (
    "date_past",
    "edition_overlaps",
    "edition_replaced",
    "same_rules",
    "change_under_way",
    "open_votes",
    "calendar_counts_now",
)
_STATE_REFUSES = (
    "own_change",
    "change_over",
    "change_being_checked",
    "change_in_force",
    "not_proposed",
    "date_past",
    "not_earlier_date",
    "not_later_date",
)
ACTIONS = {
    "approve": Action.RULES_APPROVE,
    "reject": Action.RULES_APPROVE,
    "withdraw": Action.RULES_CHANGE,
    "hasten": Action.RULES_CHANGE,
    "postpone": Action.RULES_CHANGE,
}

Reader = Annotated[Visitor, Depends(Needs(Action.RULES_READ))]
Proposer = Annotated[Visitor, Depends(Needs(Action.RULES_CHANGE, refuses=(*DRAFT_REFUSES, *OBJECTIONS, *FAILURES)))]
Decider = Annotated[
    Visitor,
    Depends(Needs(Action.RULES_APPROVE, Action.RULES_CHANGE, refuses=(*_STATE_REFUSES, "open_votes", *FAILURES))),
]


class CommandBody(Message):
    """What is asked of a change; `on` belongs to hasten and postpone."""

    ask: Literal["approve", "reject", "withdraw", "hasten", "postpone"]
    because: Line = ""
    on: date | None = None


class Failure(BaseModel):
    """Something that did not follow, and why."""

    about: str
    code: str


class ListedChange(BaseModel):
    """A change of the rules and where it stands."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: Literal["programme", "calendar"]
    programme: Annotated[str, Field(description="its name, or that of the calendar")]
    phase: str
    base: Annotated[str, Field(description="the edition in force when it was proposed")]
    edition: Annotated[str | None, Field(description="what it has become; null until it is in force")]
    in_force_from: date
    starts_at: datetime
    running: Running
    because: str
    proposed_by: str
    proposed_at: datetime
    refused: list[str] | None
    decided_by: str | None
    decided_at: datetime | None
    decided_because: str | None
    finished_at: datetime | None


class OneChange(ListedChange):
    """A change with its file, and how far its adoption has come: `moved` of `of`, and what was kept or failed."""

    text: str
    cases: str | None
    of: int
    moved: int
    kept: int
    failed: int
    failures: list[Failure]
    stayed: Annotated[list[Failure], Field(description="what was kept as it was, open votes among it")]


class Changes(BaseModel):
    """The changes, the newest first."""

    items: list[ListedChange]


class AskedChanges(BaseModel):
    """Whose changes; of all programmes if none is given."""

    model_config = ConfigDict(extra="forbid")

    programme: Code | None = None


class Done(BaseModel):
    """Where the change stands now. With 202 the lists do not show it yet; it is done all the same."""

    id: str
    number: int
    phase: str
    is_shown: bool


@router.post("", status_code=201, responses={202: {"model": Done}})
async def propose_change(
    body: ChangeBody,
    house: HouseDep,
    visitor: Proposer,
    repeatable: RepeatableDep,
    language: LanguageDep,
    response: Response,
) -> Done:
    """Propose a change of the rules; it is checked at once and then waits for a second person."""
    asked = repeatable.by(visitor)

    def judge(conn: Connection) -> tuple[Draft, str]:
        visitor.judge(_house(conn, visitor))
        return drafted(conn, house, visitor, body, change_id(asked), language), instance.epoch(conn)

    async def act(judged: tuple[Draft, str]) -> Mapping[str, Any]:
        draft, epoch = judged
        await asyncio.to_thread(_keep, house, draft)
        proposed = Proposed(
            at=draft.at,
            by=draft.by,
            programme=draft.programme,
            on=draft.on,
            starts_at=draft.starts_at,
            running=cast("Running", draft.running),
            because=draft.because,
        )
        await house.engine.start_change(
            ChangeStart(change_id=draft.id, epoch=epoch, events=(proposed,)), draft.programme
        )
        return {"id": draft.id}

    told = await once(house, asked, judge, act)
    shown = await until_shown(lambda: _phase(house, told["id"]) not in {DRAFT, "checking"})
    change = await asyncio.to_thread(_read, house, told["id"])
    response.status_code = 201 if shown else 202
    response.headers["Location"] = f"{PREFIX}/rules/changes/{told['id']}"
    return Done(id=change.id, number=change.number, phase=change.phase, is_shown=shown)


@router.get("")
def list_changes(asked: Annotated[AskedChanges, Query()], house: HouseDep, visitor: Reader) -> Changes:
    """Return the changes of the rules, the newest first."""
    visitor.judge(Resource())
    with house.database.read() as conn:
        found = rule_changes.listed(conn, programme=asked.programme)
    return Changes(items=[ListedChange.model_validate(change) for change in found])


@router.get("/{change_id}")
def one_change(change_id: ChangeId, house: HouseDep, visitor: Reader) -> OneChange:
    """Return one change of the rules."""
    visitor.judge(Resource())
    change = _read(house, change_id)
    with house.database.read() as conn:
        so_far = rule_changes.progress(conn, change_id)
    failures, stayed = (
        [Failure(about=about, code=code) for about, code in those] for those in (so_far.failures, so_far.stayed)
    )
    told = {name: getattr(change, name) for name in OneChange.model_fields if hasattr(change, name)}
    counts = {"of": so_far.of, "moved": so_far.moved, "kept": so_far.kept, "failed": so_far.failed}
    return OneChange.model_validate({**told, **counts, "failures": failures, "stayed": stayed})


@router.post("/{change_id}/commands", responses={202: {"model": Done}})
async def command_change(
    change_id: ChangeId,
    body: CommandBody,
    house: HouseDep,
    visitor: Decider,
    repeatable: RepeatableDep,
    response: Response,
) -> Done:
    """Approve, reject, withdraw, hasten or postpone a change, as the holder of the token."""
    asked = repeatable.by(visitor)

    def judge(conn: Connection) -> AskChange:
        change = rule_changes.by_id(conn, change_id)
        if change is None or change.phase == DRAFT:
            raise Problem("not_found")
        visitor.judge(_house(conn, visitor, author=change.proposed_by), ACTIONS[body.ask])
        command = _command(conn, house, visitor, body, change)
        if isinstance(command, Approve | Hasten | Postpone):
            _refuse_open_votes(conn, house, change, command)
        return AskChange(command_id=command_id(asked), command=command)

    async def act(ask: AskChange) -> Mapping[str, Any]:
        try:
            answer = await house.engine.ask_change(change_id, ask)
        except NotRunningError:
            raise await asyncio.to_thread(_why_not, house, change_id) from None
        return answer.model_dump()

    async def recover() -> Mapping[str, Any] | None:
        answer = await house.engine.answered(change_id, command_id(asked), ChangeAnswer)
        return None if answer is None else answer.model_dump()

    told = await once(house, asked, judge, act, recover)
    shown = await until_shown(lambda: _read(house, change_id).number >= told["number"])
    response.status_code = 200 if shown else 202
    return Done(id=change_id, **told, is_shown=shown)


def change_id(asked: Asked) -> str:
    """Return the id that this person's key always gives, so that a repeated request finds what it began."""
    return f"rc-{sha256(f'{asked.person_id} {asked.key}'.encode()).hexdigest()[:16]}"


def _command(conn: Connection, house: House, visitor: Visitor, body: CommandBody, change: RuleChange) -> Command:
    by = visitor.person_id
    match body.ask:
        case "approve":
            return Approve(by=by, because=body.because)
        case "reject" | "withdraw":
            _needs(body, "because")
            return (Reject if body.ask == "reject" else Withdraw)(by=by, because=body.because)
        case _:
            _needs(body, "because", "on")
            on = body.on or date.min
            starts_at = begins(on, _clock_of(conn, house, change))
            kind = Hasten if body.ask == "hasten" else Postpone
            return kind(by=by, on=on, starts_at=starts_at, because=body.because)


def _needs(body: CommandBody, *names: str) -> None:
    missing = [name for name in names if not getattr(body, name)]
    if missing:
        raise Problem("invalid", errors=[(name, "missing", {}) for name in missing])


def _refuse_open_votes(
    conn: Connection, house: House, change: RuleChange, command: Approve | Hasten | Postpone
) -> None:
    """Raise RuleBroken `open_votes` if what is approved, or brought to a day, would alter an open vote then."""
    if change.running != "now" or change.kind == CALENDAR:
        return
    base = house.rulebook.of(conn, change.base)
    starts_at = change.starts_at if isinstance(command, Approve) else command.starts_at
    new = house.rulebook.draft(rule_changes.programme_of(change))
    frozen = frozen_votes(conn, InFlight(base, new, "now", max(house.now(), starts_at)), house.rulebook)
    if frozen:
        raise RuleBroken("open_votes", sittings=list(frozen))


def _clock_of(conn: Connection, house: House, change: RuleChange) -> Clock:
    """Return the clock on whose wall a change takes effect."""
    if change.kind != CALENDAR:
        return house.rulebook.of(conn, change.base).clock
    first = programmes_by(conn, change.programme, house.rulebook)[0]
    return house.rulebook.at(conn, first, house.now()).clock


def _why_not(house: House, id_: str) -> Exception:
    change = _read(house, id_)
    return RuleBroken("change_over", phase=change.phase)


def _house(conn: Connection, visitor: Visitor, author: str | None = None) -> Resource:
    return replace(resources.house(organisation.tree(conn), visitor.today), author_id=author)


def _keep(house: House, draft: Draft) -> None:
    with house.database.write() as conn:
        rule_changes.keep_draft(conn, draft)


def _read(house: House, id_: str) -> RuleChange:
    with house.database.read() as conn:
        change = rule_changes.by_id(conn, id_)
    if change is None or change.phase == DRAFT:
        raise Problem("not_found")
    return change


def _phase(house: House, id_: str) -> str:
    with house.database.read() as conn:
        change = rule_changes.by_id(conn, id_)
    return change.phase if change else DRAFT
