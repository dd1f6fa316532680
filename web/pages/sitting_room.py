"""The sitting room: the roster, who has voted and never how, papers, dossiers; moving the sitting and closing it."""

import asyncio
from typing import Annotated

from fastapi import Depends, Request, Response
from sqlalchemy import Connection

from rules.rights import Action
from store import resources, scans, sitting_lists, sittings
from store.sitting_lists import Sitting
from store.sittings import OPEN
from store.written_ballots import WRITTEN
from web.access import Needs, Visitor
from web.api.closing import CLOSES_EARLY, REFUSES, close_vote
from web.api.rescheduling import MoveBody, reschedule
from web.api.sittings import OneSitting, one_sitting, read_sitting
from web.house import House, HouseDep
from web.ids import SittingId
from web.pages.dossiers import dossiers_of
from web.pages.forms import EMPTY, REFUSALS, Form, FormDep, instant, next_key, pages, refused, to
from web.pages.shown import Names, outcome_says
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import fields_in_words, problem_in_words
from web.state_papers import decided_entries

router = pages()

Keeper = Annotated[
    Visitor,
    Depends(
        Needs(
            Action.SITTINGS_TAKE_ROLL,
            Action.SITTINGS_READ,
            Action.SITTINGS_CLOSE,
            Action.SITTINGS_RESCHEDULE,
            refuses=("wrong_phase", "not_later", "moved_too_far", *REFUSES),
        )
    ),
]
_DONE = {"moved": "room.moved", "closed": "room.closed", "entered": "paper.entered"}
_FIELDS = dict.fromkeys(("one_instant", "body", "votes_open_at", "votes_close_at", "not_later", "moved_too_far"), "at")


@router.post("/sitting-room/{sitting_id:path}/close")
async def close(
    sitting_id: SittingId, request: Request, form: FormDep, house: HouseDep, visitor: Keeper, reader: ReaderDep
) -> Response:
    """Close the round under way, where the rules let it and everybody has voted."""
    try:
        keeper = visitor.only(Action.SITTINGS_CLOSE)
        await close_vote(sitting_id, house, keeper, form.repeatable(house), Response())
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return await asyncio.to_thread(_page, reader, house, visitor, sitting_id, EMPTY, problem)
    return to(f"/sitting-room/{sitting_id}?done=closed")


@router.get("/sitting-room/{sitting_id:path}")
def sitting_room(sitting_id: SittingId, house: HouseDep, visitor: Keeper, reader: ReaderDep) -> Response:
    """Show the room of one sitting."""
    return _page(reader, house, visitor, sitting_id)


@router.post("/sitting-room/{sitting_id:path}")
async def move(
    sitting_id: SittingId, request: Request, form: FormDep, house: HouseDep, visitor: Keeper, reader: ReaderDep
) -> Response:
    """Move the opening of a planned vote or the closing of an open one."""
    try:
        which = "votes_open_at" if form.text("which") == "open" else "votes_close_at"
        body = MoveBody.model_validate({which: instant(form.text("at"), house.zone), "because": form.text("because")})
        keeper = visitor.only(Action.SITTINGS_RESCHEDULE)
        await reschedule(sitting_id, body, house, keeper, form.repeatable(house), Response())
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return await asyncio.to_thread(_page, reader, house, visitor, sitting_id, form, problem)
    return to(f"/sitting-room/{sitting_id}?done=moved")


def _page(
    reader: Reader, house: House, visitor: Visitor, id_: str, form: Form = EMPTY, problem: Problem | None = None
) -> Response:
    with house.database.read() as conn:
        read_sitting(conn, id_, visitor, Action.SITTINGS_TAKE_ROLL)
    one = one_sitting(id_, house, visitor.only(Action.SITTINGS_READ), reader.language)
    with house.database.read() as conn:
        movers = {move.by for date in one.dates for move in date.moves}
        names = Names(conn, reader, movers | {seat.person_id for seat in one.roster})
        row = sitting_lists.by_id(conn, id_)
        dossiers = dossiers_of(
            conn, visitor, [each.nomination_id for each in one.candidates], one.council_id, names, reader.language
        )
        may = _may(conn, visitor, row, names)
        has_decisions = bool(decided_entries(conn, id_))
        missing = sittings.missing_voters(conn, [id_]).get(id_, ())
        scanned = _scanned(conn, row, may)
    titles = {candidate.nomination_id: candidate.title for candidate in one.candidates}
    voters = [seat for seat in one.roster if seat.voting]
    return render(
        reader,
        "sitting_room.html",
        visitor,
        status=problem.status if problem else 200,
        one=one,
        names=names,
        titles=titles,
        voters=voters,
        voted=sum(seat.has_voted for seat in voters),
        missing=[seat for seat in voters if seat.person_id in missing],
        all_aside=_all_aside(one),
        may_see_scans=scanned is not None,
        scanned=scanned or (),
        may_move=Action.SITTINGS_RESCHEDULE in may and one.status in {"planned", OPEN},
        may_close=Action.SITTINGS_CLOSE in may and one.status == OPEN and one.votes_close_at > reader.now,
        closes_early=(one.policy or {}).get("early_close") == CLOSES_EARLY,
        may_enter=Action.BALLOTS_ENTER in may and one.status == OPEN and (one.policy or {}).get("absent") == WRITTEN,
        dossiers=dossiers,
        has_decisions=has_decisions,
        refused_as=problem.code if problem else "",
        form=form,
        key=next_key(form, problem),
        errors=fields_in_words(problem, reader.language, _FIELDS) if problem else {},
        says=problem_in_words(problem, reader.language) if problem else "",
        done_says=reader.say(_DONE[done]) if (done := reader.query.get("done", "")) in _DONE else "",
        outcome_of=lambda outcome: outcome_says(reader, outcome),
    )


def _may(conn: Connection, visitor: Visitor, row: Sitting | None, names: Names) -> set[Action]:
    """Return what the visitor may do in this room, if need be after she has proved who she is."""
    if row is None:
        return set()
    about = resources.of_written_ballots(conn, row, names.units, visitor.today)
    acts = (Action.SITTINGS_RESCHEDULE, Action.SITTINGS_CLOSE, Action.BALLOTS_ENTER, Action.BALLOTS_READ_SCAN)
    return {act for act in acts if visitor.may(act, about)}


def _all_aside(one: OneSitting) -> set[str]:
    """Return the members who stand aside from every candidate of the round: nobody waits for their ballots."""
    standing = {each.nomination_id for each in one.candidates if each.round == one.round}
    aside = {seat.person_id: set[str]() for seat in one.roster}
    for line in one.stood_aside:
        aside[line.person_id].add(line.nomination_id)
    return {who for who, what in aside.items() if standing and standing <= what}


def _scanned(conn: Connection, row: Sitting | None, may: set[Action]) -> set[str] | None:
    """Return whose written ballot of the round has a scan; None for a visitor who is not told."""
    if row is None or Action.BALLOTS_READ_SCAN not in may:
        return None
    return {scan.person_id for scan in scans.of_sitting(conn, row.id) if scan.round == row.round}
