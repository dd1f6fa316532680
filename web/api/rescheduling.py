"""Moving a sitting's instants, with a reason that stays in its ledger."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Self

from fastapi import Depends, Response
from pydantic import AwareDatetime, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Connection

from rules.deeds import Line
from rules.messages import Message
from rules.rights import Action
from store import sitting_lists
from web.access import Needs, Visitor
from web.api.sittings import read_sitting
from web.engine import FAILURES
from web.house import House, HouseDep
from web.ids import SittingId
from web.problems import Problem
from web.reading_back import until_shown
from web.repeats import RepeatableDep, command_id, once
from web.routing import routes
from workflows.requests import Rescheduled

router = routes("/sittings", "sittings")

Rescheduler = Annotated[
    Visitor,
    Depends(Needs(Action.SITTINGS_RESCHEDULE, refuses=("wrong_phase", "not_later", "moved_too_far", *FAILURES))),
]


FARTHEST = timedelta(days=366)
"""How far ahead a sitting may be moved. A year typed wrong would else lead to where no calendar reaches."""


class MoveBody(Message):
    """Where the sitting goes: the opening of a planned vote, or the closing of an open one."""

    votes_open_at: AwareDatetime | None = None
    votes_close_at: AwareDatetime | None = None
    because: Annotated[Line, Field(min_length=1)]

    @model_validator(mode="after")
    def _moves_something(self) -> Self:
        if (self.votes_open_at is None) == (self.votes_close_at is None):
            raise PydanticCustomError("one_instant", "exactly one of the two instants")
        return self


class Moved(BaseModel):
    """The phase in which the sitting was moved. With 202 the lists do not show it yet; it is done all the same."""

    sitting_id: str
    phase: str
    is_shown: bool


@router.post("/{sitting_id:path}/reschedule", responses={202: {"model": Moved}})
async def reschedule(
    sitting_id: SittingId,
    body: MoveBody,
    house: HouseDep,
    visitor: Rescheduler,
    repeatable: RepeatableDep,
    response: Response,
) -> Moved:
    """Move the opening of a planned vote, or the closing of an open one, to an instant still to come."""
    asked = repeatable.by(visitor)

    def judge(conn: Connection) -> Rescheduled:
        read_sitting(conn, sitting_id, visitor, Action.SITTINGS_RESCHEDULE)
        if (body.votes_open_at or body.votes_close_at or house.now()) > house.now() + FARTHEST:
            raise Problem("moved_too_far", {"days": FARTHEST.days})
        return Rescheduled(
            sitting_id=sitting_id, command_id=command_id(asked), by=visitor.person_id, **body.model_dump()
        )

    async def act(move: Rescheduled) -> Mapping[str, Any]:
        return {"sitting_id": sitting_id, "phase": await house.engine.reschedule(move)}

    async def recover() -> Mapping[str, Any] | None:
        phase = await house.engine.answered(sitting_id, command_id(asked), str)
        return None if phase is None else {"sitting_id": sitting_id, "phase": phase}

    told = await once(house, asked, judge, act, recover)
    shown = await until_shown(lambda: _stands_at(house, sitting_id, body))
    response.status_code = 200 if shown else 202
    return Moved(**told, is_shown=shown)


def _stands_at(house: House, sitting_id: str, body: MoveBody) -> bool:
    with house.database.read() as conn:
        sitting = sitting_lists.by_id(conn, sitting_id)
    return (
        sitting is not None
        and body.votes_open_at in {None, sitting.votes_open_at}
        and (body.votes_close_at in {None, sitting.votes_close_at})
    )
