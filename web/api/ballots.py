"""A member's ballot for a whole sitting: cast, changed until closing, acknowledged, and never read again.

It goes straight into the database under the sitting's lock and never through Temporal. No answer, log or key of a
request tells what a ballot says, or that it was the last one missing.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import BackgroundTasks, Depends
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from rules.deeds import Line
from rules.errors import RuleBroken
from rules.messages import Message
from rules.rights import Action
from rules.votes import VoteChoice
from store import answers, audit, ballots, organisation, resources, sitting_lists, sittings
from store.answers import Answered
from store.audit import AuditLine
from store.sitting_lists import Sitting
from store.sittings import Recusal
from web.access import Needs, Visitor
from web.api.sittings import read_sitting
from web.engine import NotRunningError
from web.house import House, HouseDep
from web.ids import SittingId
from web.lists import Code
from web.problems import Problem
from web.repeats import RepeatableDep
from web.routing import routes

router = routes("/sittings", "ballots")

Voter = Annotated[
    Visitor,
    Depends(
        Needs(
            Action.BALLOTS_CAST,
            Action.SITTINGS_READ,
            refuses=(
                "voting_not_open",
                "voting_closed",
                "not_on_roster",
                "unknown_candidate",
                "stands_aside",
                "empty_ballot",
            ),
        )
    ),
]
Holder = Annotated[Visitor, Depends(Needs(Action.BALLOTS_READ))]

MEANS: Mapping[str, VoteChoice] = {"for": "aye", "against": "no", "abstain": "abstention"}
"""What the API calls a choice, and what everybody below does."""


class StandAsideBody(Message):
    """A candidate on which the member will not vote, and why."""

    nomination_id: Code
    reason: Annotated[Line, Field(min_length=1)]


class BallotBody(Message):
    """One ballot for the whole sitting, in place of the one before. A candidate left out gets no vote from it."""

    choices: Annotated[dict[Code, Literal["for", "against", "abstain"]], Field(max_length=1000)] = Field(
        default_factory=dict
    )
    stands_aside: Annotated[tuple[StandAsideBody, ...], Field(max_length=1000)] = ()


class Receipt(BaseModel):
    """That a ballot lies in the box. Nobody, the member included, can read there what it says."""

    sitting_id: str
    round: int
    revision: Annotated[int, Field(description="how often the member cast one in this round; 0: not yet")]
    cast_on: date | None


class OwnReceipt(Receipt):
    """The member's own receipt, and the candidates from which she stands aside."""

    stands_aside: list[str]


@router.put("/{sitting_id:path}/ballot")
def cast_ballot(
    sitting_id: SittingId,
    body: BallotBody,
    house: HouseDep,
    visitor: Voter,
    repeatable: RepeatableDep,
    later: BackgroundTasks,
) -> Receipt:
    """Cast the visitor's ballot, or change it. After the closing it is refused, whatever the race."""
    now = house.now()
    asked = repeatable.by(visitor)
    with house.database.write() as conn:
        before = answers.begin(conn, asked, now=now)
        if before is not None:
            told = Receipt.model_validate(before.body)
        else:
            told, stood_aside = _take(conn, house, visitor, sitting_id, body, now)
            answers.finish(conn, asked, Answered(200, told.model_dump(mode="json")))
            audit.append(conn, stood_aside)
        closes_early = may_close(conn, sitting_id)
    if closes_early:
        later.add_task(tell_sitting, house, sitting_id, told.round)
    return told


@router.get("/{sitting_id:path}/ballot")
def own_receipt(sitting_id: SittingId, house: HouseDep, visitor: Holder) -> OwnReceipt:
    """Return the visitor's own receipt in the round under way or, once it is over, in the last one."""
    with house.database.read() as conn:
        sitting = read_sitting(conn, sitting_id, visitor, Action.BALLOTS_READ)
        note = sitting_lists.ballot_note(conn, sitting_id, sitting.round, visitor.person_id)
        aside = [one.nomination_id for one in sittings.recusals(conn, sitting_id) if one.person_id == visitor.person_id]
    return OwnReceipt(
        sitting_id=sitting_id,
        round=sitting.round,
        revision=note.revision if note else 0,
        cast_on=note.cast_on if note else None,
        stands_aside=aside,
    )


def _take(
    conn: Connection, house: House, visitor: Visitor, sitting_id: str, body: BallotBody, now: datetime
) -> tuple[Receipt, list[AuditLine]]:
    """Judge and keep the ballot while the sitting's row is held, so that it comes before the closing or not at all."""
    sitting = held(conn, sitting_id)
    resource = resources.of_sitting(conn, sitting, organisation.tree(conn), visitor.today)
    visitor.judge(resource, Action.SITTINGS_READ)
    refuse_unless_open(sitting, now)
    visitor.judge(resource, Action.BALLOTS_CAST)
    stood_aside: list[AuditLine] = []
    for aside in body.stands_aside:
        recusal = Recusal(visitor.person_id, aside.nomination_id, aside.reason, visitor.person_id)
        sittings.stand_aside(conn, sitting_id, recusal)
        detail = {"nomination_id": aside.nomination_id}  # why, the roster keeps: an audit entry cannot be shortened
        stood_aside.append(AuditLine(now, visitor.person_id, "stood_aside", f"sittings:{sitting_id}", detail))
    choices = {id_: MEANS[choice] for id_, choice in body.choices.items()}
    if choices or not body.stands_aside:
        here = now.astimezone(house.zone)
        ballots.cast(conn, sitting_id, visitor.person_id, choices, mode="present", now=here)
    note = sitting_lists.ballot_note(conn, sitting_id, sitting.round, visitor.person_id)
    receipt = Receipt(
        sitting_id=sitting_id,
        round=sitting.round,
        revision=note.revision if note else 0,
        cast_on=note.cast_on if note else None,
    )
    return receipt, stood_aside


def held(conn: Connection, sitting_id: str) -> Sitting:
    """Return a sitting whose row is held until the transaction ends. Raise Problem `not_found` if there is none."""
    try:
        sittings.lock(conn, sitting_id)
    except RuleBroken:
        raise Problem("not_found") from None
    sitting = sitting_lists.by_id(conn, sitting_id)
    if sitting is None:
        raise Problem("not_found")
    return sitting


def refuse_unless_open(sitting: Sitting, now: datetime) -> None:
    """Return if a ballot may be cast now. Raise Problem `voting_not_open` or `voting_closed` if not."""
    if sitting.status == "planned":
        raise Problem("voting_not_open", {"opens_at": sitting.votes_open_at.isoformat()})
    if sitting.status != sittings.OPEN or now >= sitting.votes_close_at:
        raise Problem("voting_closed")


def may_close(conn: Connection, sitting_id: str) -> bool:
    """Return whether nobody is left to wait for, and the rules then close the vote."""
    sitting = sitting_lists.by_id(conn, sitting_id)
    if sitting is None or sitting.status != sittings.OPEN or sitting.policy is None:
        return False
    closes_early = sitting.policy.get("early_close") == "when all have voted"
    return closes_early and not sittings.missing_voters(conn, [sitting_id])


async def tell_sitting(house: House, sitting_id: str, voting_round: int) -> None:
    """Tell the sitting that everybody has voted. If it does not hear, it closes at its hour all the same."""
    with suppress(Problem, NotRunningError):
        await house.engine.everybody_voted(sitting_id, voting_round)
