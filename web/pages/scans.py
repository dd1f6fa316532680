"""The scan of a written ballot on its page: sent by a form of its own, one file, and taken back."""

import asyncio
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request, Response

from rules.rights import Action
from web.access import Needs, Visitor
from web.api.scans import REFUSES, judge_scan, take_scan, withdraw_scan
from web.house import HouseDep
from web.ids import PersonId, SittingId
from web.pages.coming import coming
from web.pages.forms import REFUSALS, FormDep, key_of, pages, refused, to
from web.pages.written_ballots import PATH, paper_page
from web.problems import Problem
from web.rendering import ReaderDep

router = pages()

Clerk = Annotated[
    Visitor,
    Depends(
        Needs(
            Action.BALLOTS_ENTER,
            Action.BALLOTS_CONFIRM,
            Action.BALLOTS_READ_SCAN,
            Action.SITTINGS_READ,
            refuses=REFUSES,
        )
    ),
]


@router.post(f"{PATH}/scan")
async def keep(
    sitting_id: SittingId,
    person_id: PersonId,
    request: Request,
    house: HouseDep,
    visitor: Clerk,
    reader: ReaderDep,
    later: BackgroundTasks,
) -> Response:
    """Keep the file that the form brings; if it is refused, the page says why and nothing is kept."""
    clerk = visitor.only(Action.BALLOTS_ENTER, Action.SITTINGS_READ)
    try:
        sent = await coming(request)
        key, has_looked = key_of(sent.form), sent.form.text("shows_no_choice") == "yes"
        await asyncio.to_thread(judge_scan, house, clerk, sitting_id, person_id, shows_no_choice=has_looked)
        if not sent.has_files:
            raise Problem("no_file_chosen")
        async for file in sent.files():
            await take_scan(request, house, clerk, sitting_id, person_id, key, later, file.portions)
            break
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return await asyncio.to_thread(paper_page, reader, house, visitor, sitting_id, person_id, None, problem)
    return to(f"/sitting-room/{sitting_id}/written-ballots/{person_id}?done=scan_kept#scan")


@router.post(f"{PATH}/scan/withdraw")
async def withdraw(
    sitting_id: SittingId,
    person_id: PersonId,
    request: Request,
    form: FormDep,
    house: HouseDep,
    visitor: Clerk,
    reader: ReaderDep,
    later: BackgroundTasks,
) -> Response:
    """Take the scan back."""
    clerk = visitor.only(Action.BALLOTS_ENTER, Action.SITTINGS_READ)
    try:
        asked = form.repeatable(house)
        await asyncio.to_thread(withdraw_scan, sitting_id, person_id, house, clerk, asked, later)
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return await asyncio.to_thread(paper_page, reader, house, visitor, sitting_id, person_id, None, problem)
    return to(f"/sitting-room/{sitting_id}/written-ballots/{person_id}?done=scan_withdrawn#scan")
