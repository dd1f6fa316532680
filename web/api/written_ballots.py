"""The written ballot of an absent member: the secretary enters what the paper says, a second person reads the same.

Only the second reading casts it, sealed like every ballot. Nobody reads it back, and neither reads her own.
"""

from typing import Annotated, Literal

from fastapi import BackgroundTasks, Depends
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from rules.messages import Message
from rules.rights import Action
from store import answers, audit, notices, organisation, resources, written_ballots
from store.answers import Answered
from store.sitting_lists import Sitting
from store.written_ballots import Paper
from web.access import Needs, Visitor
from web.api.ballots import MEANS, held, may_close, refuse_unless_open, tell_sitting
from web.house import House, HouseDep
from web.ids import PersonId, SittingId
from web.lists import Code
from web.problems import Problem
from web.repeats import RepeatableDep
from web.routing import routes

router = routes("/sittings", "ballots")

REFUSES = (
    "voting_not_open",
    "voting_closed",
    "own_deed",
    "no_written_ballots",
    "own_ballot",
    "not_a_voter",
    "has_voted",
    "unknown_candidate",
    "stands_aside",
    "empty_ballot",
)

Clerk = Annotated[Visitor, Depends(Needs(Action.BALLOTS_ENTER, Action.SITTINGS_READ, refuses=REFUSES))]
Witness = Annotated[
    Visitor,
    Depends(
        Needs(
            Action.BALLOTS_CONFIRM,
            Action.SITTINGS_READ,
            refuses=(*REFUSES, "nothing_entered", "same_person", "written_ballot_differs"),
        )
    ),
]


class PaperBody(Message):
    """What the paper says. A candidate left out gets no vote from it."""

    choices: Annotated[dict[Code, Literal["for", "against", "abstain"]], Field(max_length=1000)]


class WrittenBallot(BaseModel):
    """A member's written ballot: `entered` waits for a second person, `confirmed` lies in the box."""

    sitting_id: str
    round: int
    person_id: str
    state: Literal["entered", "confirmed"]


@router.put("/{sitting_id:path}/written-ballots/{person_id}")
def enter_written_ballot(
    sitting_id: SittingId, person_id: PersonId, body: PaperBody, house: HouseDep, visitor: Clerk, asked: RepeatableDep
) -> WrittenBallot:
    """Enter the written ballot of an absent member. It counts only when a second person has confirmed it."""
    repeatable, now = asked.by(visitor), house.now()
    with house.database.write() as conn:
        before = answers.begin(conn, repeatable, now=now)
        if before is not None:
            return WrittenBallot.model_validate(before.body)
        sitting = _judged(conn, house, visitor, sitting_id, Action.BALLOTS_ENTER)
        here = now.astimezone(house.zone)
        written_ballots.enter(conn, _paper(sitting, person_id, visitor, body), now=here, pepper=house.pepper)
        _ask_for_a_second(conn, house, visitor, sitting, person_id)
        told = WrittenBallot(sitting_id=sitting_id, round=sitting.round, person_id=person_id, state="entered")
        answers.finish(conn, repeatable, Answered(200, told.model_dump()))
        audit.append(conn, [_line(house, visitor, "written_ballot_entered", told)])
    return told


@router.post("/{sitting_id:path}/written-ballots/{person_id}/confirm")
def confirm_written_ballot(
    sitting_id: SittingId,
    person_id: PersonId,
    body: PaperBody,
    house: HouseDep,
    visitor: Witness,
    asked: RepeatableDep,
    later: BackgroundTasks,
) -> WrittenBallot:
    """Read the paper a second time: if it says the same, the ballot is cast; if not, both begin again."""
    repeatable, now = asked.by(visitor), house.now()
    with house.database.write() as conn:
        before = answers.begin(conn, repeatable, now=now)
        if before is not None:
            return WrittenBallot.model_validate(before.body)
        sitting = _judged(conn, house, visitor, sitting_id, Action.BALLOTS_CONFIRM)
        paper = _paper(sitting, person_id, visitor, body)
        receipt = written_ballots.confirm(conn, paper, now=now.astimezone(house.zone), pepper=house.pepper)
        told = WrittenBallot(sitting_id=sitting_id, round=sitting.round, person_id=person_id, state="confirmed")
        if receipt is None:
            answers.release(conn, repeatable)
        else:
            answers.finish(conn, repeatable, Answered(200, told.model_dump()))
        action = "written_ballot_confirmed" if receipt else "written_ballot_differed"
        audit.append(conn, [_line(house, visitor, action, told)])
        closes_early = may_close(conn, sitting_id)
    if receipt is None:
        raise Problem("written_ballot_differs")
    if closes_early:
        later.add_task(tell_sitting, house, sitting_id, told.round)
    return told


def _ask_for_a_second(conn: Connection, house: House, visitor: Visitor, sitting: Sitting, person_id: str) -> None:
    """Have those who may read it a second time reminded, once for all the papers that wait at a time."""
    if len(written_ballots.unconfirmed(conn, sitting.id, sitting.round)) > 1:
        return  # they are asked already
    units, rulebook = organisation.tree(conn), house.rulebook
    opened_by = sitting.edition
    rules = rulebook.of(conn, opened_by) if opened_by else rulebook.at(conn, sitting.programme, house.now())
    tied = resources.of_written_ballots(conn, sitting, units, visitor.today).honoured
    notices.of_written_ballot(conn, sitting, {visitor.person_id, person_id, *tied}, rules, units, at=house.now())


def _judged(conn: Connection, house: House, visitor: Visitor, sitting_id: str, action: Action) -> Sitting:
    """Return the sitting, its row held. Nobody handles papers on which a deed of her own stands."""
    sitting = held(conn, sitting_id)
    units = organisation.tree(conn)
    visitor.judge(resources.of_sitting(conn, sitting, units, visitor.today), Action.SITTINGS_READ)
    visitor.judge(resources.of_written_ballots(conn, sitting, units, visitor.today), action)
    refuse_unless_open(sitting, house.now())
    return sitting


def _paper(sitting: Sitting, person_id: str, visitor: Visitor, body: PaperBody) -> Paper:
    choices = {id_: MEANS[choice] for id_, choice in body.choices.items()}
    return Paper(sitting.id, person_id, visitor.person_id, choices)


def _line(house: House, visitor: Visitor, action: str, told: WrittenBallot) -> audit.AuditLine:
    detail = {"person_id": told.person_id, "round": told.round}
    return audit.AuditLine(house.now(), visitor.person_id, action, f"sittings:{told.sitting_id}", detail)
