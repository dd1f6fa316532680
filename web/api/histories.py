"""What has happened to a nomination, and why it stands where it stands: by its ledger, its terms and its sittings."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from rules.clocks import Clock
from rules.deadlines import ON_THE_CLOCK
from rules.entries import Entry
from rules.exceptions import explained
from rules.programme import RecordStage
from rules.reasons import Because
from rules.redating import span_of
from rules.rights import Action
from store import comments, council_words, deadline_moves, ledger, organisation, sitting_lists
from store import terms as stage_terms
from store.deadline_moves import DeadlineMove
from store.nominations import Nomination
from store.policies import exceptions_of
from web.access import Needs, Visitor
from web.api.nominations import read_nomination
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
from web.ids import NominationId
from web.routing import routes
from words.catalogue import Language

router = routes("/nominations", "nominations")

Reader = Annotated[Visitor, Depends(Needs(Action.NOMINATIONS_READ))]


class OneEvent(BaseModel):
    """One line of the ledger. `by` is empty where time alone acted; `body` has ids, never names."""

    number: int
    event: str
    at: datetime
    by: str | None
    body: dict[str, Any]


class Events(BaseModel):
    """A nomination's whole story, in order, without a gap."""

    nomination_id: str
    events: list[OneEvent]


class MovedDeadline(BaseModel):
    """One move of the deadline: who moved it (null: nobody did) and why, from when to when.

    Time that was given back says what took it: a hold, or the house, which was dark.
    """

    model_config = ConfigDict(from_attributes=True)

    number: Annotated[int, Field(description="of the event that moved it")]
    event: Literal["extended", "released", "shifted", "adopted"]
    at: datetime
    by: str | None
    because: str
    was_at: datetime
    due_at: datetime
    still_from: Annotated[datetime | None, Field(description="when the hold began whose time was given back")]
    dark: Annotated[DarkTime | None, Field(description="when the house was dark, where that time was given back")]


class Deadline(BaseModel):
    """When the act is owed, and how that date came about: counted at first as `explanation` says, and then moved.

    `not_counted` are the days of rest up to the date it has now.
    """

    due_at: datetime
    is_extended: bool
    calendar_edition: Annotated[str, Field(description="the edition of the calendar it was counted on")]
    is_estimated: Annotated[bool, Field(description="it lies after the last announced holidays")]
    explanation: list[Reason]
    moves: Annotated[list[MovedDeadline], Field(description="each time it was moved, the first one first")]
    not_counted: list[SkippedDay]


class OneObjection(BaseModel):
    """An objection on which nobody has ruled yet."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    by: str
    at: datetime
    because: str


class Comment(BaseModel):
    """The time in which anybody may object; it stands still while an objection is open."""

    until: Annotated[datetime, Field(description="its end; while it stands still, where that was")]
    objected_at: Annotated[datetime | None, Field(description="since when it stands still")]
    explanation: Annotated[list[Reason], Field(description="how its end was counted, unless it has moved")]
    objections: list[OneObjection]


class CouncilDecision(Numbers):
    """What one council decided about the nomination in one round."""

    model_config = ConfigDict(from_attributes=True)

    sitting_id: str
    stage: str
    round: int
    edition: str | None
    exceptions: Annotated[list[Reason], Field(description="under which exceptions of the rules the sitting was held")]
    closed_at: datetime | None


class AwaitedSitting(BaseModel):
    """The sitting that the nomination waits for, and when it votes."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    status: str
    candidates_close_at: datetime
    votes_open_at: datetime
    votes_close_at: datetime


class TermsOfStage(BaseModel):
    """Which rules applied to a stage the nomination stood in: edition, exceptions, calendar, and the deadline."""

    number: Annotated[int, Field(description="of the event after which these terms held")]
    stage: str
    at: datetime
    edition: str
    exceptions: list[Reason]
    calendar_edition: str
    due_at: datetime | None


class AppliedTerms(BaseModel):
    """Every stage and every terms the nomination has stood under, the first ones first."""

    nomination_id: str
    terms: list[TermsOfStage]


class Explanation(BaseModel):
    """Why the nomination stands where it does: its stage's terms, what it waits for, and what councils decided."""

    nomination_id: str
    stage: str
    since: datetime
    edition: str | None
    exceptions: Annotated[
        list[Reason], Field(description="which exceptions of the rules made the stage's terms, and why")
    ]
    leads_to: Annotated[dict[str, str], Field(description="outcome → the stage it would lead to")]
    deadline: Deadline | None
    comment: Comment | None
    sitting: AwaitedSitting | None
    councils: list[CouncilDecision]


@router.get("/{nomination_id}/events")
def events(nomination_id: NominationId, house: HouseDep, visitor: Reader) -> Events:
    """Return everything that has happened to a nomination."""
    with house.database.read() as conn:
        read_nomination(conn, nomination_id, visitor)
        lines = ledger.events_of(conn, nomination_id)
    return Events(
        nomination_id=nomination_id,
        events=[
            OneEvent(number=line.number, event=line.kind, at=line.at, by=line.actor_id, body=dict(line.body))
            for line in lines
        ],
    )


@router.get("/{nomination_id}/explanation")
def explanation(nomination_id: NominationId, house: HouseDep, visitor: Reader, language: LanguageDep) -> Explanation:
    """Return why a nomination stands where it does."""
    with house.database.read() as conn:
        nomination, _ = read_nomination(conn, nomination_id, visitor)
        terms = Entry.model_validate(nomination.entry) if nomination.entry else None
        sitting = sitting_lists.awaited_by(conn, nomination) if nomination.status == "open" else None
        return Explanation(
            nomination_id=nomination.id,
            stage=nomination.stage,
            since=nomination.stage_since,
            edition=nomination.edition,
            exceptions=_exceptions(conn, house, terms, language) if terms else [],
            leads_to=terms.leads_to if terms else {},
            deadline=_deadline(conn, house, nomination, terms, language) if terms and terms.due_at else None,
            comment=_comment(conn, house, nomination, terms, language) if terms and terms.ruled_by else None,
            sitting=AwaitedSitting.model_validate(sitting) if sitting else None,
            councils=[
                CouncilDecision.model_validate(
                    {
                        **asdict(word),
                        "because": kept_reasons(word.because, language),
                        "exceptions": reasons(exceptions_of(word.policy), language),
                    }
                )
                for word in council_words.of_nomination(conn, nomination.id)
            ],
        )


@router.get("/{nomination_id}/terms")
def applied_terms(nomination_id: NominationId, house: HouseDep, visitor: Reader, language: LanguageDep) -> AppliedTerms:
    """Return which edition, exceptions and calendar applied to each stage; a sitting tells its own."""
    with house.database.read() as conn:
        read_nomination(conn, nomination_id, visitor)
        found = stage_terms.of_nomination(conn, nomination_id)
        programmes = {one.edition: house.rulebook.of(conn, one.edition).programme for one in found}
    return AppliedTerms(
        nomination_id=nomination_id,
        terms=[
            TermsOfStage(
                number=one.number,
                stage=one.stage,
                at=one.at,
                edition=one.edition,
                exceptions=reasons(explained(programmes[one.edition], one.stage, one.exceptions), language),
                calendar_edition=one.calendar_edition,
                due_at=one.due_at,
            )
            for one in found
        ],
    )


def _exceptions(conn: Connection, house: House, terms: Entry, language: Language) -> list[Reason]:
    if not terms.exceptions:
        return []
    programme = house.rulebook.of(conn, terms.edition).programme
    return reasons(explained(programme, terms.stage, terms.exceptions), language)


def _comment(conn: Connection, house: House, nomination: Nomination, terms: Entry, language: Language) -> Comment:
    stage = house.rulebook.of(conn, terms.edition).stage_of(terms)
    span = stage.publish.comment if isinstance(stage, RecordStage) else None
    until = terms.comment_until or terms.lapse_at or nomination.stage_since
    worked_out = _clock(conn, house, nomination, terms).due(nomination.stage_since, span) if span else None
    return Comment(
        until=until,
        objected_at=terms.objected_at,
        explanation=reasons(worked_out.explanation, language) if worked_out and worked_out.at == until else [],
        objections=[OneObjection.model_validate(one) for one in comments.open_objections(conn, nomination.id)],
    )


def _clock(conn: Connection, house: House, nomination: Nomination, terms: Entry) -> Clock:
    """Return the clock on which the terms of the stage were worked out."""
    day = house.rulebook.of(conn, terms.edition).clock.day(nomination.stage_since)
    return house.rulebook.clock_of(conn, terms, organisation.tree(conn).whereabouts(nomination.unit_id, day))


def _deadline(
    conn: Connection, house: House, nomination: Nomination, terms: Entry, language: Language
) -> Deadline | None:
    rules = house.rulebook.of(conn, terms.edition)
    stage = rules.stage_of(terms)
    within = span_of(stage)
    if terms.due_at is None or within is None:
        return None
    clock, begun = _clock(conn, house, nomination, terms), terms.objected_at or nomination.stage_since
    worked_out = clock.due(begun if terms.objected_at else max(begun, terms.opens_at or begun), within)
    moves = deadline_moves.of_stage(conn, nomination.id, begun, worked_out.at)
    moved = [Because(f"deadline_{one.event}", _days(clock, one)) for one in moves]
    skipped = {one.day: one for one in worked_out.skipped}
    if within.unit not in ON_THE_CLOCK:
        skipped |= {day.day: day for one in moves for day in clock.rests(one.was_at, one.due_at)}
    return Deadline(
        due_at=terms.due_at,
        is_extended=worked_out.at != terms.due_at,
        calendar_edition=terms.calendar_edition,
        is_estimated=worked_out.is_estimated,
        explanation=reasons([*worked_out.explanation, *moved], language),
        moves=[MovedDeadline.model_validate({**asdict(one), "dark": dark_time(one.dark)}) for one in moves],
        not_counted=skipped_days(
            (one for day, one in sorted(skipped.items()) if day <= clock.day(terms.due_at)), language
        ),
    )


def _days(clock: Clock, move: DeadlineMove) -> dict[str, int | str]:
    return {"from": clock.day(move.was_at).isoformat(), "to": clock.day(move.due_at).isoformat()}
