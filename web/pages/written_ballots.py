"""The written ballot of an absent member: the secretary enters what the paper says, a second person reads it again.

The page never tells what the first reading was. What was marked stays on the page if it is refused, and nowhere else.
"""

import asyncio
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request, Response
from sqlalchemy import Connection

from rules.evidence import SCAN
from rules.rights import Action, Resource
from store import resources, sitting_lists, written_ballots
from store.sitting_lists import Sitting
from store.unit_tree import UnitTree
from web.access import Needs, Visitor
from web.api.scans import is_secret, seen
from web.api.sittings import Candidate, OneSitting, one_sitting
from web.api.written_ballots import REFUSES, PaperBody, confirm_written_ballot, enter_written_ballot
from web.house import House, HouseDep
from web.ids import PersonId, SittingId
from web.pages.forms import EMPTY, REFUSALS, Form, FormDep, next_key, pages, refused, to
from web.pages.shown import Names
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words

router = pages()

Clerk = Annotated[
    Visitor,
    Depends(
        Needs(
            Action.BALLOTS_ENTER,
            Action.BALLOTS_CONFIRM,
            Action.BALLOTS_READ_SCAN,
            Action.SITTINGS_READ,
            refuses=(*REFUSES, "nothing_entered", "same_person", "written_ballot_differs"),
        )
    ),
]
PATH = "/sitting-room/{sitting_id:path}/written-ballots/{person_id}"
CHOICES = ("for", "against", "abstain")
_DONE = {"scan_kept": "scan.kept", "scan_withdrawn": "scan.withdrawn"}


@router.get(PATH)
def paper(sitting_id: SittingId, person_id: PersonId, house: HouseDep, visitor: Clerk, reader: ReaderDep) -> Response:
    """Show the form for one member's paper: its first reading, or its second."""
    return paper_page(reader, house, visitor, sitting_id, person_id)


@router.post(PATH)
async def read_paper(
    sitting_id: SittingId,
    person_id: PersonId,
    request: Request,
    form: FormDep,
    house: HouseDep,
    visitor: Clerk,
    reader: ReaderDep,
    later: BackgroundTasks,
) -> Response:
    """Take a reading of the paper; the second one casts it."""
    is_second = form.text("reading") == "second"
    try:
        chosen = {id_: choice for id_, choice in form.starting("choice:").items() if choice in CHOICES}
        body, asked = PaperBody.model_validate({"choices": chosen}), form.repeatable(house)
        if is_second:
            witness = visitor.only(Action.BALLOTS_CONFIRM, Action.SITTINGS_READ)
            await asyncio.to_thread(confirm_written_ballot, sitting_id, person_id, body, house, witness, asked, later)
        else:
            clerk = visitor.only(Action.BALLOTS_ENTER, Action.SITTINGS_READ)
            await asyncio.to_thread(enter_written_ballot, sitting_id, person_id, body, house, clerk, asked)
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return await asyncio.to_thread(paper_page, reader, house, visitor, sitting_id, person_id, form, problem)
    return to(f"/sittings/{sitting_id}?done=confirmed" if is_second else f"/sitting-room/{sitting_id}?done=entered")


def paper_page(
    reader: Reader,
    house: House,
    visitor: Visitor,
    id_: str,
    person_id: str,
    form: Form | None = None,
    problem: Problem | None = None,
) -> Response:
    """Return the page of one member's paper: the form for a reading, and the scan that is kept with it."""
    one = one_sitting(id_, house, visitor.only(Action.SITTINGS_READ), reader.language)
    with house.database.read() as conn:
        names = Names(conn, reader, {person_id, *(who for each in one.candidates for who in each.honoured)})
        sitting, about = _resource(conn, visitor, id_, names.units)
        entered_by = written_ballots.first_readers(conn, id_, one.round).get(person_id)
        is_there = written_ballots.is_there(conn, id_, one.round, person_id)
        kept = [scan for scan in seen(conn, sitting) if scan.person_id == person_id]
    is_second = entered_by is not None and entered_by != visitor.person_id
    act = Action.BALLOTS_CONFIRM if is_second else Action.BALLOTS_ENTER
    may_read, may_see_scan = visitor.may(act, about), visitor.may(Action.BALLOTS_READ_SCAN, about)
    if problem is None and not may_read and not may_see_scan:
        visitor.judge(about, act)
    seat = next((seat for seat in one.roster if seat.voting and seat.person_id == person_id), None)
    if seat is None:
        raise problem or Problem("not_found")
    may_add = visitor.may(Action.BALLOTS_ENTER, about) and person_id != visitor.person_id
    return render(
        reader,
        "written_ballot.html",
        visitor,
        status=problem.status if problem else 200,
        one=one,
        names=names,
        person_id=person_id,
        candidates=_candidates(one, person_id),
        may_read=may_read and one.status == "open" and not seat.has_voted,
        is_second=is_second,
        is_entered=entered_by is not None,
        scans=kept if may_see_scan else [],
        may_add_scan=may_add and is_there,
        has_scan=any(scan.round == one.round for scan in kept),
        is_secret=is_secret(sitting),
        limits=SCAN,
        form=form or EMPTY,
        key=next_key(form or EMPTY, problem),
        done_says=reader.say(_DONE[done]) if (done := reader.query.get("done", "")) in _DONE else "",
        refused_as=problem.code if problem else "",
        says=problem_in_words(problem, reader.language) if problem else "",
    )


def _resource(conn: Connection, visitor: Visitor, id_: str, units: UnitTree) -> tuple[Sitting, Resource]:
    sitting = sitting_lists.by_id(conn, id_)
    if sitting is None:
        raise Problem("not_found")
    return sitting, resources.of_written_ballots(conn, sitting, units, visitor.today)


def _candidates(one: OneSitting, person_id: str) -> list[Candidate]:
    """Return what a paper of this member may speak of: the round's candidates from which she does not stand aside."""
    aside = {line.nomination_id for line in one.stood_aside if line.person_id == person_id}
    return [each for each in one.candidates if each.round == one.round and each.nomination_id not in aside]
