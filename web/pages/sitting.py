"""Sittings, and one of them: what stands before the council, one ballot for all of it, and in the end the result.

No page tells how anybody voted while the vote is secret, nor a number before the sitting is decided.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Query, Request, Response
from sqlalchemy import Connection

from rules.phrases import Share
from rules.rights import Action
from store import nominations, resources, sitting_lists
from web.access import Needs, Visitor
from web.api.ballots import BallotBody, OwnReceipt, cast_ballot, own_receipt
from web.api.sittings import AskedSittings, Candidate, OneSitting, list_sittings, one_sitting
from web.house import House, HouseDep
from web.ids import SittingId
from web.lists import Size
from web.pages.forms import EMPTY, REFUSALS, Form, FormDep, LeftEmpty, next_key, pages, refused, to
from web.pages.shown import Names, outcome_says
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words
from words.phrases import phrase

router = pages()

ListReader = Annotated[Visitor, Depends(Needs(Action.SITTINGS_READ, refuses=("bad_cursor",)))]
PageReader = Annotated[
    Visitor, Depends(Needs(Action.SITTINGS_READ, Action.BALLOTS_READ, Action.BALLOTS_CAST, Action.SITTINGS_TAKE_ROLL))
]
CHOICES = ("for", "against", "abstain")
_ASIDE = "aside"


class AskedList(LeftEmpty, AskedSittings):
    """The filters of the list."""

    limit: Size = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A candidate as a card; `can_vote` is whether this ballot has a place for it."""

    one: Candidate
    story: str
    unit: str
    honoured: str
    stands_aside: bool


@router.get("/sittings")
def sittings(asked: Annotated[AskedList, Query()], house: HouseDep, visitor: ListReader, reader: ReaderDep) -> Response:
    """Show the sittings of the visitor's units, councils and rosters."""
    listed = list_sittings(asked, house, visitor)
    with house.database.read() as conn:
        names = Names(conn, reader)
    return render(
        reader, "sittings.html", visitor, lines=listed.items, next=listed.next, asked=asked, names=names,
        stages=names.stages(),
    )  # fmt: skip


@router.get("/sittings/{sitting_id:path}")
def sitting(sitting_id: SittingId, house: HouseDep, visitor: PageReader, reader: ReaderDep) -> Response:
    """Show one sitting, with the visitor's ballot if she has one to cast."""
    return _page(reader, house, visitor, sitting_id)


@router.post("/sittings/{sitting_id:path}")
async def vote(
    sitting_id: SittingId,
    request: Request,
    form: FormDep,
    house: HouseDep,
    visitor: PageReader,
    reader: ReaderDep,
    later: BackgroundTasks,
) -> Response:
    """Cast the ballot that the form is; what was marked stays on the page if it is refused."""
    choices = form.starting("choice:")
    missing = {id_ for id_, choice in choices.items() if choice == _ASIDE and not form.text(f"reason:{id_}").strip()}
    if missing:
        return await asyncio.to_thread(_page, reader, house, visitor, sitting_id, form, Problem("invalid"), missing)
    try:
        body = BallotBody.model_validate(
            {
                "choices": {id_: choice for id_, choice in choices.items() if choice in CHOICES},
                "stands_aside": [
                    {"nomination_id": id_, "reason": form.text(f"reason:{id_}")}
                    for id_, choice in choices.items()
                    if choice == _ASIDE
                ],
            }
        )
        voter = visitor.only(Action.BALLOTS_CAST, Action.SITTINGS_READ)
        await asyncio.to_thread(cast_ballot, sitting_id, body, house, voter, form.repeatable(house), later)
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return await asyncio.to_thread(_page, reader, house, visitor, sitting_id, form, problem)
    return to(f"/sittings/{sitting_id}?done=voted")


def _page(
    reader: Reader,
    house: House,
    visitor: Visitor,
    id_: str,
    form: Form = EMPTY,
    problem: Problem | None = None,
    missing: Sequence[str] | set[str] = (),
) -> Response:
    one = one_sitting(id_, house, visitor.only(Action.SITTINGS_READ), reader.language)
    receipt = _receipt(house, visitor, id_, one)
    aside = set(receipt.stands_aside if receipt else ())
    now_before = [candidate for candidate in one.candidates if one.status == "decided" or candidate.round == one.round]
    with house.database.read() as conn:
        ids = list(dict.fromkeys(candidate.nomination_id for candidate in one.candidates))
        stories = nominations.stories(conn, ids)
        named = {id_ for candidate in one.candidates for id_ in candidate.honoured}
        movers = {move.by for date in one.dates for move in date.moves}
        names = Names(conn, reader, named | movers | {seat.person_id for seat in one.roster})
        may_look_after, may_confirm = _offices(conn, visitor, id_, names)
        papers = [(who, names.person(who)) for who in one.unconfirmed] if may_confirm else []
    return render(
        reader,
        "sitting.html",
        visitor,
        status=problem.status if problem else 200,
        one=one,
        names=names,
        candidates=[
            Shown(
                candidate,
                stories.get(candidate.nomination_id, ""),
                names.unit(candidate.unit_id),
                ", ".join(names.person(id_) for id_ in candidate.honoured),
                candidate.nomination_id in aside,
            )
            for candidate in now_before
        ],
        receipt=receipt,
        may_vote=receipt is not None and one.status == "open" and one.votes_close_at > reader.now,
        may_look_after=may_look_after,
        rule=_said(one, "passes_with", reader),
        quorum=_said(one, "quorum", reader),
        is_secret=(one.policy or {}).get("ballot", "secret") == "secret",
        form=form,
        key=next_key(form, problem),
        missing=missing,
        refused_as=problem.code if problem else "",
        says=problem_in_words(problem, reader.language) if problem else "",
        done_says=reader.say("paper.confirmed") if reader.query.get("done") == "confirmed" else "",
        papers=papers,
        has_voted_now=reader.query.get("done") == "voted",
        outcome_of=lambda outcome: outcome_says(reader, outcome),
    )


def _receipt(house: House, visitor: Visitor, id_: str, one: OneSitting) -> OwnReceipt | None:
    """Return the visitor's own receipt; None for whoever has no vote in this sitting."""
    if visitor.person_id not in {seat.person_id for seat in one.roster if seat.voting}:
        return None
    return own_receipt(id_, house, visitor.only(Action.BALLOTS_READ))


def _offices(conn: Connection, visitor: Visitor, id_: str, names: Names) -> tuple[bool, bool]:
    """Return whether the visitor looks after the sitting, and whether she may read papers a second time."""
    found = sitting_lists.by_id(conn, id_)
    if found is None:
        return False, False
    about = resources.of_written_ballots(conn, found, names.units, visitor.today)
    return visitor.may(Action.SITTINGS_TAKE_ROLL, about), visitor.may(Action.BALLOTS_CONFIRM, about)


def _said(one: OneSitting, clause: str, reader: Reader) -> str:
    """Return a share of the frozen rules as people say it; nothing before the vote has opened."""
    text = (one.policy or {}).get(clause)
    return phrase(Share.parse(str(text)), reader.language) if text else ""
