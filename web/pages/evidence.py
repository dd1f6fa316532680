"""Photos and papers of one nomination: chosen on the phone and sent by a form, each taken or refused by itself."""

import asyncio
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request, Response
from pydantic import BaseModel

from rules.rights import Action
from store import resources
from web.access import Needs, Visitor
from web.api.evidence import EvidenceId, withdraw_evidence
from web.api.nominations import read_nomination
from web.house import House, HouseDep
from web.ids import NominationId
from web.pages.attaching import NotTaken, attach_all
from web.pages.coming import coming
from web.pages.forms import REFUSALS, FormDep, pages, refused, to
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words

router = pages()

Author = Annotated[Visitor, Depends(Needs(Action.EVIDENCE_ATTACH, Action.NOMINATIONS_READ))]
Withdrawer = Annotated[Visitor, Depends(Needs(Action.EVIDENCE_WITHDRAW, Action.NOMINATIONS_READ))]


class Told(BaseModel):
    """A file and why it was not taken."""

    name: str
    says: str


@router.post("/nominations/{nomination_id}/evidence")
async def attach(
    nomination_id: NominationId, request: Request, house: HouseDep, visitor: Author, reader: ReaderDep
) -> Response:
    """Attach the files that the form brings; what is refused is told by name, the others stay."""
    await asyncio.to_thread(_judge, house, visitor, nomination_id, Action.EVIDENCE_ATTACH)
    sent = await coming(request)
    if not sent.has_files:
        return files_refused(reader, visitor, nomination_id, [], Problem("no_file_chosen"))
    not_taken = await attach_all(request, house, visitor.only(Action.EVIDENCE_ATTACH), nomination_id, sent)
    if not_taken:
        return files_refused(reader, visitor, nomination_id, not_taken, not_taken[0].problem)
    return to(f"/nominations/{nomination_id}?done=attach#evidence")


@router.post("/nominations/{nomination_id}/evidence/{evidence_id}/withdraw")
async def withdraw(
    nomination_id: NominationId,
    evidence_id: EvidenceId,
    request: Request,
    form: FormDep,
    house: HouseDep,
    visitor: Withdrawer,
    reader: ReaderDep,
    later: BackgroundTasks,
) -> Response:
    """Take a file of one's own back, before a council has had it."""
    await asyncio.to_thread(_judge, house, visitor, nomination_id, Action.EVIDENCE_WITHDRAW)
    withdrawing = visitor.only(Action.EVIDENCE_WITHDRAW)
    try:
        await asyncio.to_thread(
            withdraw_evidence, nomination_id, evidence_id, house, withdrawing, form.repeatable(house), later
        )
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return files_refused(reader, visitor, nomination_id, [], problem)
    return to(f"/nominations/{nomination_id}?done=detach#evidence")


def _judge(house: House, visitor: Visitor, nomination_id: str, action: Action) -> None:
    """Return if the visitor may do this to the nomination's files, before anything she sends is read."""
    with house.database.read() as conn:
        row, units = read_nomination(conn, nomination_id, visitor.only(Action.NOMINATIONS_READ))
        visitor.judge(resources.of_nomination(conn, row, units, visitor.today), action)


def files_refused(
    reader: Reader,
    visitor: Visitor,
    nomination_id: str,
    not_taken: list[NotTaken],
    problem: Problem,
    *,
    is_logged: bool = False,
) -> Response:
    """Return the page that says which files were refused and why; `is_logged`: the deed itself was logged with them."""
    told = [Told(name=one.name, says=problem_in_words(one.problem, reader.language)) for one in not_taken]
    return render(
        reader,
        "files_refused.html",
        visitor,
        status=problem.status,
        not_taken=told,
        done_says=reader.say("act.done.log") if is_logged else "",
        says="" if told else problem_in_words(problem, reader.language),
        leads_to=f"/nominations/{nomination_id}#evidence",
    )
