"""What may be asked of a nomination: one door for every command, each judged for itself."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from rules.commands import Amend, Command, Extend, Hold, Object, Override, Reassign, Release, Rule
from rules.errors import RuleBroken
from rules.log_entries import judge_deed
from rules.programme import LogStage
from rules.rights import Action
from store import actors, holds, limits, nominations, organisation, people, resources
from store.nominations import Nomination
from web.access import Needs, Visitor
from web.api.logging import REFUSES as DEED_REFUSES
from web.bodies import CommandBody, as_command
from web.engine import FAILURES, NotRunningError
from web.house import House, HouseDep
from web.ids import NominationId
from web.problems import Problem
from web.reading_back import is_shown
from web.repeats import RepeatableDep, command_id, once
from web.routing import routes
from workflows.nomination import Answer, Ask

router = routes("/nominations", "nominations")

ACTIONS = {
    "recommend": Action.NOMINATIONS_RECOMMEND,
    "return": Action.NOMINATIONS_RETURN,
    "decline": Action.NOMINATIONS_DECLINE,
    "amend": Action.NOMINATIONS_AMEND,
    "withdraw": Action.NOMINATIONS_WITHDRAW,
    "file": Action.NOMINATIONS_FILE,
    "score": Action.NOMINATIONS_SCORE,
    "extend": Action.NOMINATIONS_EXTEND,
    "hold": Action.NOMINATIONS_HOLD,
    "release": Action.NOMINATIONS_HOLD,
    "reassign": Action.NOMINATIONS_REASSIGN,
    "override": Action.NOMINATIONS_OVERRIDE,
    "object": Action.NOMINATIONS_OBJECT,
    "rule": Action.NOMINATIONS_RULE,
}
_STATE_REFUSES = (
    "ended",
    "stage_opening",
    "wrong_stage",
    "own_deed",
    "not_author",
    "documents_missing",
    "not_open_yet",
    "items_unknown",
    "items_missing",
    "too_many_points",
    "not_asked_for",
    "award_unknown",
    "reward_too_high",
    "facts_missing",
    "facts_denied",
    "no_objections",
    "comment_over",
    "already_objected",
    "no_such_objection",
    "own_objection",
    "beyond_their_limit",
    "not_later",
    "no_deadline",
    "beyond_limit",
    "on_hold",
    "not_on_hold",
    "before_open_vote",
    "not_silent",
    "no_such_outcome",
)

Commander = Annotated[Visitor, Depends(Needs(*ACTIONS.values(), refuses=(*_STATE_REFUSES, *DEED_REFUSES, *FAILURES)))]


class Done(BaseModel):
    """What the command led to. With 202 the lists do not show it yet; it is done all the same."""

    nomination_id: str
    number: Annotated[int, Field(description="of the last event")]
    stage: str
    is_shown: bool


@router.post("/{nomination_id}/commands", responses={202: {"model": Done}})
async def command(
    nomination_id: NominationId,
    body: CommandBody,
    house: HouseDep,
    visitor: Commander,
    repeatable: RepeatableDep,
    response: Response,
) -> Done:
    """Ask something of a nomination, as the holder of the token."""
    asked = repeatable.by(visitor)

    def judge(conn: Connection) -> Ask:
        return Ask(command_id=command_id(asked), command=_command(conn, house, visitor, nomination_id, body))

    async def act(ask: Ask) -> Mapping[str, Any]:
        try:
            answer = await house.engine.ask(nomination_id, ask)
        except NotRunningError:
            raise await asyncio.to_thread(_why_not, house, nomination_id) from None
        return _told(nomination_id, answer)

    async def recover() -> Mapping[str, Any] | None:
        answer = await house.engine.answered_before(nomination_id, command_id(asked))
        return None if answer is None else _told(nomination_id, answer)

    told = await once(house, asked, judge, act, recover)
    shown = await is_shown(house, nomination_id, told["number"])
    response.status_code = 200 if shown else 202
    return Done(**told, is_shown=shown)


def _told(nomination_id: str, answer: Answer) -> Mapping[str, Any]:
    return {"nomination_id": nomination_id, "number": answer.number, "stage": answer.stage}


def _command(conn: Connection, house: House, visitor: Visitor, id_: str, body: CommandBody) -> Command:
    nomination = nominations.by_id(conn, id_)
    if nomination is None:
        raise Problem("not_found")
    asked = as_command(body, by=visitor.person_id, is_sample=nomination.is_sample)
    resource = resources.of_nomination(conn, nomination, organisation.tree(conn), visitor.today)
    visitor.judge(resource, ACTIONS[asked.ask])
    match asked:
        case Amend():
            _judge_amendment(conn, house, nomination, asked)
        case Reassign() if actors.actor(conn, asked.to, visitor.today) is None:
            raise RuleBroken("unknown_person", person=asked.to)
        case Reassign():
            _within_limit(conn, house, visitor, nomination, asked.to)
        case Override() if asked.outcome == "recommended":
            _within_limit(conn, house, visitor, nomination, asked.by)
        case Extend():
            return asked.model_copy(update={"dates": holds.extended(conn, nomination, asked.until, house.rulebook)})
        case Hold() if holds.before_open_vote(conn, id_):
            raise RuleBroken("before_open_vote")
        case Release():
            return asked.model_copy(update={"dates": holds.released(conn, nomination, house.now(), house.rulebook)})
        case Object():
            return asked.model_copy(update={"dates": holds.objected(conn, nomination, house.now(), house.rulebook)})
        case Rule():
            return asked.model_copy(update={"dates": holds.resumed(conn, nomination, house.now(), house.rulebook)})
    return asked


def _within_limit(conn: Connection, house: House, visitor: Visitor, nomination: Nomination, person_id: str) -> None:
    if not limits.may_approve(conn, nomination, person_id, house.rulebook, visitor.today):
        raise RuleBroken("beyond_their_limit", person=person_id, reward_vnd=nomination.reward_vnd)


def _judge_amendment(conn: Connection, house: House, nomination: Nomination, asked: Amend) -> None:
    """Hold the better text against the rules under which, and as of when, the deed was logged."""
    rules = house.rulebook.at(conn, nomination.programme, nomination.logged_at)
    day = rules.clock.day(nomination.logged_at)
    stage = rules.log_terms(organisation.tree(conn).whereabouts(nomination.unit_id, day), day).stage
    if isinstance(stage, LogStage):
        kinds = people.kinds_of(conn, asked.deed.honoured)
        judge_deed(
            asked.deed,
            stage,
            rules.clock,
            author=nomination.author_id,
            kinds=kinds,
            now=nomination.logged_at,
            awards=rules.programme.ladder,
            reward_at_most=rules.programme.reward_at_most,
        )


def _why_not(house: House, id_: str) -> Problem:
    """Return why no workflow runs: the nomination has ended, or an operator must start it from the ledger."""
    with house.database.read() as conn:
        nomination = nominations.by_id(conn, id_)
    if nomination is not None and nomination.status == "ended":
        return Problem("ended", {"outcome": nomination.outcome})
    return Problem("engine_not_ready")
