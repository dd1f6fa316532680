"""Closing a vote by hand before its hour: where the rules let it, and only when nobody is left to wait for.

Such a vote closes by itself with the last ballot. Whoever asks here tells the sitting again, should the word have
been lost; whether the round may close is judged once more where the ballots lie.
"""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from rules.rights import Action
from store import audit, sitting_lists, sittings
from web.access import Needs, Visitor
from web.api.sittings import read_sitting
from web.engine import FAILURES
from web.house import House, HouseDep
from web.ids import SittingId
from web.problems import Problem
from web.reading_back import until_shown
from web.repeats import RepeatableDep, once
from web.routing import routes

router = routes("/sittings", "sittings")

CLOSES_EARLY = "when all have voted"
REFUSES = ("nothing_to_close", "no_early_close", "ballots_missing", *FAILURES)

Closer = Annotated[Visitor, Depends(Needs(Action.SITTINGS_CLOSE, refuses=REFUSES))]


class Closing(BaseModel):
    """The round that closes. With 202 the lists do not show it yet; it is done all the same."""

    sitting_id: str
    round: int
    is_shown: bool


@router.post("/{sitting_id:path}/close", responses={202: {"model": Closing}})
async def close_vote(
    sitting_id: SittingId, house: HouseDep, visitor: Closer, repeatable: RepeatableDep, response: Response
) -> Closing:
    """Close the round under way, if the rules let it close early and everybody has voted."""

    def judge(conn: Connection) -> int:
        return _round_to_close(conn, house, visitor, sitting_id)

    async def act(voting_round: int) -> Mapping[str, Any]:
        await house.engine.everybody_voted(sitting_id, voting_round)
        await asyncio.to_thread(_note, house, visitor, sitting_id, voting_round)
        return {"sitting_id": sitting_id, "round": voting_round}

    told = await once(house, repeatable.by(visitor), judge, act)
    shown = await until_shown(lambda: _is_over(house, sitting_id, told["round"]))
    response.status_code = 200 if shown else 202
    return Closing(**told, is_shown=shown)


def _round_to_close(conn: Connection, house: House, visitor: Visitor, sitting_id: str) -> int:
    sitting = read_sitting(conn, sitting_id, visitor, Action.SITTINGS_CLOSE)
    if sitting.status != sittings.OPEN or house.now() >= sitting.votes_close_at:
        raise Problem("nothing_to_close")
    if (sitting.policy or {}).get("early_close") != CLOSES_EARLY:
        raise Problem("no_early_close")
    missing = sittings.missing_voters(conn, [sitting_id]).get(sitting_id, ())
    if missing:
        raise Problem("ballots_missing", {"count": len(missing)})
    return sitting.round


def _note(house: House, visitor: Visitor, sitting_id: str, voting_round: int) -> None:
    line = audit.AuditLine(
        house.now(), visitor.person_id, "vote_closed", f"sittings:{sitting_id}", {"round": voting_round}
    )
    with house.database.write() as conn:
        audit.append(conn, [line])


def _is_over(house: House, sitting_id: str, voting_round: int) -> bool:
    with house.database.read() as conn:
        sitting = sitting_lists.by_id(conn, sitting_id)
    return sitting is not None and (sitting.status != sittings.OPEN or sitting.round != voting_round)
