"""Sittings: who sits, who has voted (never how), what stands before the council, and, once decided, the results."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from rules.errors import RuleBroken
from rules.exceptions import explained
from rules.reasons import Because
from rules.rights import Action
from store import (
    ballots,
    nominations,
    organisation,
    people,
    resources,
    sitting_dates,
    sitting_lists,
    sittings,
    written_ballots,
)
from store.policies import exceptions_of
from store.sitting_lists import Sitting, Wanted
from web.access import Needs, Visitor
from web.explaining import (
    DarkTime,
    LanguageDep,
    Numbers,
    Reason,
    SkippedDay,
    dark_time,
    kept_reasons,
    reasons,
    skipped_days,
)
from web.house import House, HouseDep
from web.ids import SittingId
from web.lists import Asked, Code, Page
from web.problems import Problem
from web.routing import routes
from web.scopes import scope_of
from words.catalogue import Language

router = routes("/sittings", "sittings")

Reader = Annotated[Visitor, Depends(Needs(Action.SITTINGS_READ))]
ListReader = Annotated[Visitor, Depends(Needs(Action.SITTINGS_READ, refuses=("bad_cursor",)))]

DECIDED = "decided"

Vote = Literal["for", "against", "abstain"]
_SAYS: dict[str, Vote] = {"aye": "for", "no": "against", "abstention": "abstain"}


class ListedSitting(BaseModel):
    """One council, one stage, one period. Times are UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    period_id: str
    programme: str
    stage: str
    unit_id: str
    period: str
    council_id: str | None
    status: Literal["planned", "open", "closed", "decided", "none"]
    round: int
    candidates_close_at: datetime
    votes_open_at: datetime
    votes_close_at: datetime
    published_at: datetime | None
    edition: str | None
    members: Annotated[int | None, Field(description="how many may vote; known once voting has opened")]
    opened_at: datetime | None
    closed_at: datetime | None


class Seat(BaseModel):
    """A line of the roster, frozen when voting opened."""

    person_id: str
    name: str
    post: str
    voting: bool
    has_voted: Annotated[bool, Field(description="in the round under way")]
    mode: Annotated[
        Literal["present", "written"] | None, Field(description="how the member last voted: herself, or in writing")
    ]


class Candidate(BaseModel):
    """What stands before the council. The result is there once the sitting is decided, and not a moment before."""

    nomination_id: str
    round: int
    position: int
    title: str
    unit_id: str
    honoured: list[str]
    result: Numbers | None
    votes: Annotated[
        dict[str, Vote] | None,
        Field(description="who voted how, once the sitting is decided; null where the ballot is secret"),
    ]


class StoodAside(BaseModel):
    """A member who has no vote on a candidate; `by` is `rules` for a tie that the rules name."""

    person_id: str
    nomination_id: str
    by: str


class MovedDate(BaseModel):
    """One move of an instant: who moved it (null: nobody did) and why, from when to when."""

    number: Annotated[int, Field(description="of the event that moved it")]
    event: Literal["rescheduled", "adopted", "run_off_opened"]
    at: datetime
    by: str | None
    because: str
    was_at: datetime
    is_at: datetime
    dark: Annotated[DarkTime | None, Field(description="when the house was dark, where that time was given back")]


class DateOfSitting(BaseModel):
    """An instant of a sitting and how it came about: counted at first as `explanation` says, and then moved.

    Without any reason it stands as the sitting was planned, and the rules count it otherwise by now. `not_counted`
    are the days of rest up to where it stands.
    """

    act: Literal["candidates_close_at", "votes_open_at", "votes_close_at", "published_at"]
    at: datetime
    is_estimated: Annotated[bool, Field(description="it lies after the last announced holidays")]
    explanation: list[Reason]
    moves: Annotated[list[MovedDate], Field(description="each time it was moved, the first one first")]
    not_counted: list[SkippedDay]


class OneSitting(ListedSitting):
    """A sitting with its roster and candidates."""

    policy: Annotated[dict[str, Any] | None, Field(description="the stage as the rules said when voting opened")]
    calendar_edition: Annotated[str | None, Field(description="the edition of the calendar its instants lie on")]
    exceptions: Annotated[list[Reason], Field(description="under which exceptions of the rules it is held, and why")]
    dates: Annotated[list[DateOfSitting], Field(description="how each of its instants was counted, and what moved it")]
    roster: list[Seat]
    candidates: list[Candidate]
    stood_aside: list[StoodAside]
    unconfirmed: Annotated[
        list[str], Field(description="members whose written ballot was entered and waits for a second person")
    ]
    outcome: Annotated[dict[str, int] | None, Field(description="how many candidates ended how")]


class AskedSittings(Asked):
    """Filters of the list of sittings; all that are given hold together."""

    programme: Code | None = None
    stage: Code | None = None
    period: Code | None = None
    unit: Code | None = None
    status: Literal["planned", "open", "closed", "decided", "none"] | None = None
    where_i_vote: Annotated[bool, Field(description="only those whose roster has me")] = False
    sort: Literal["votes_open_at", "-votes_open_at", "votes_close_at", "-votes_close_at"] = "-votes_open_at"


@router.get("")
def list_sittings(
    asked: Annotated[AskedSittings, Query()], house: HouseDep, visitor: ListReader
) -> Page[ListedSitting]:
    """Return the sittings of the visitor's units, councils and rosters."""
    wanted = Wanted(
        programme=asked.programme,
        stage=asked.stage,
        periods=None if asked.period is None else (asked.period,),
        unit_id=asked.unit,
        status=asked.status,
        voter_id=visitor.person_id if asked.where_i_vote else None,
    )
    with house.database.read() as conn:
        scope = scope_of(visitor, organisation.tree(conn))
        page = sitting_lists.page(conn, scope, wanted, order=asked.sort, cursor=asked.cursor, size=asked.limit)
    return Page(items=[ListedSitting.model_validate(line) for line in page.lines], next=page.next)


@router.get("/{sitting_id:path}")
def one_sitting(sitting_id: SittingId, house: HouseDep, visitor: Reader, language: LanguageDep) -> OneSitting:
    """Return one sitting."""
    with house.database.read() as conn:
        sitting = read_sitting(conn, sitting_id, visitor, Action.SITTINGS_READ)
        aside = sittings.recusals(conn, sitting_id)
        return OneSitting(
            **ListedSitting.model_validate(sitting).model_dump(),
            policy=sitting.policy,
            calendar_edition=sitting.calendar_edition,
            exceptions=reasons(_exceptions(conn, house, sitting), language),
            dates=_dates(conn, house, sitting, language),
            roster=_roster(conn, sitting_id),
            candidates=_candidates(conn, sitting, language),
            stood_aside=[
                StoodAside(person_id=one.person_id, nomination_id=one.nomination_id, by=one.by) for one in aside
            ],
            unconfirmed=list(_unconfirmed(conn, sitting)),
            outcome=sitting.outcome if sitting.status == DECIDED else None,
        )


def _dates(conn: Connection, house: House, sitting: Sitting, language: Language) -> list[DateOfSitting]:
    return [
        DateOfSitting(
            act=one.act,
            at=one.at,
            is_estimated=one.counted is not None and one.counted.is_estimated,
            explanation=reasons(one.counted.explanation if one.counted else (), language),
            moves=[MovedDate.model_validate({**asdict(move), "dark": dark_time(move.dark)}) for move in one.moves],
            not_counted=skipped_days(one.rests, language),
        )
        for one in sitting_dates.of_sitting(conn, sitting, house.rulebook)
    ]


def _exceptions(conn: Connection, house: House, sitting: Sitting) -> tuple[Because, ...]:
    """Return the exceptions that a sitting was opened under; before that, those of the rules in force now."""
    if sitting.policy is not None:
        return exceptions_of(sitting.policy)
    try:
        rules = house.rulebook.at(conn, sitting.programme, house.now())
        whereabouts = organisation.tree(conn).whereabouts(sitting.unit_id, rules.clock.day(house.now()))
        terms = rules.sitting_terms(sitting.stage, whereabouts, sitting.period)
    except RuleBroken:  # the rules have no such council any more; what was planned is led to its end
        return ()
    return explained(rules.programme, sitting.stage, terms.exceptions)


def read_sitting(conn: Connection, sitting_id: str, visitor: Visitor, action: Action) -> Sitting:
    """Return a sitting that the visitor may do `action` with. Raise Problem, `not_found` if she may not see it."""
    sitting = sitting_lists.by_id(conn, sitting_id)
    if sitting is None:
        raise Problem("not_found")
    visitor.judge(resources.of_sitting(conn, sitting, organisation.tree(conn), visitor.today), action)
    return sitting


def _roster(conn: Connection, sitting_id: str) -> list[Seat]:
    members = sittings.roster(conn, sitting_id)
    names = people.names_of(conn, [member.person_id for member in members])
    return [
        Seat(
            person_id=member.person_id,
            name=names.get(member.person_id, ""),
            post=member.post,
            voting=member.voting,
            has_voted=member.has_voted_at is not None,
            mode=member.mode,
        )
        for member in members
    ]


def _candidates(conn: Connection, sitting: Sitting, language: Language) -> list[Candidate]:
    standings = sittings.standings(conn, sitting.id)
    known = nominations.by_ids(conn, [standing.nomination_id for standing in standings])
    votes = _votes(conn, sitting)
    return [
        Candidate(
            nomination_id=standing.nomination_id,
            round=standing.round,
            position=standing.position,
            title=known[standing.nomination_id].title,
            unit_id=known[standing.nomination_id].unit_id,
            honoured=known[standing.nomination_id].honoured,
            # The first round of a run-off has its numbers already; nobody learns them while the second is open.
            result=_result(standing, language) if sitting.status == DECIDED else None,
            votes=None if votes is None else votes.get((standing.round, standing.nomination_id), {}),
        )
        for standing in standings
        if standing.nomination_id in known
    ]


def _unconfirmed(conn: Connection, sitting: Sitting) -> tuple[str, ...]:
    return written_ballots.unconfirmed(conn, sitting.id, sitting.round) if sitting.status == sittings.OPEN else ()


def _votes(conn: Connection, sitting: Sitting) -> dict[tuple[int, str], dict[str, Vote]] | None:
    """Return who voted how, where the rules call for a show of hands and all is decided; None of a secret vote."""
    if sitting.status != DECIDED or (sitting.policy or {}).get("ballot") != "open":
        return None
    written = ballots.written_down(conn, sitting.id)
    return {place: {who: _SAYS[choice] for who, choice in said.items()} for place, said in written.items()}


def _result(standing: sittings.Standing, language: Language) -> Numbers:
    return Numbers(
        outcome=standing.outcome or "",
        rank=standing.rank,
        ayes=standing.ayes or 0,
        noes=standing.noes or 0,
        abstentions=standing.abstentions or 0,
        recused=standing.recused or 0,
        base=standing.base or 0,
        needed=standing.needed or 0,
        because=kept_reasons(standing.because, language),
    )
