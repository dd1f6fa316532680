"""What waits for the visitor, the oldest deadline first, one card a deed; several at once with a preview."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from sqlalchemy import Connection

from rules.rights import Action
from store import nominations
from store.paging import LARGEST
from web.access import Needs, Visitor
from web.api.commands import ACTIONS, command
from web.api.nominations import AskedNominations, Order, list_nominations, read_nomination
from web.bodies import command_body
from web.house import House, HouseDep
from web.lists import Size
from web.pages.forms import REFUSALS, FormDep, new_key, pages, refused
from web.pages.shown import lines
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words

router = pages()

Leader = Annotated[Visitor, Depends(Needs(Action.NOMINATIONS_READ, *ACTIONS.values(), refuses=("bad_cursor",)))]
_AT_ONCE = 50


class AskedQueue(AskedNominations):
    """What waits for my offices, the nearest deadline first."""

    waits_for_me: bool = True
    limit: Size = 20
    sort: Order = "due_at"
    done: str | None = None


@router.get("/to-recommend")
def to_recommend(
    asked: Annotated[AskedQueue, Query()], house: HouseDep, visitor: Leader, reader: ReaderDep
) -> Response:
    """Show what waits for the visitor."""
    listed = list_nominations(asked, house, visitor.only(Action.NOMINATIONS_READ))
    with house.database.read() as conn:
        shown, _ = lines(conn, reader, listed.items)
        told = nominations.stories(conn, [one.id for one in listed.items])
        reviewed = _reviewed(house, reader, conn)
    return render(
        reader,
        "to_recommend.html",
        visitor,
        lines=shown,
        stories=told,
        reviewed={one.id for one in listed.items if (one.programme, one.stage) in reviewed},
        mine={one.id for one in listed.items if visitor.person_id in (one.author_id, *one.honoured)},
        key=new_key(),
        next=listed.next,
        asked=asked,
        done_says=reader.say(f"act.done.{asked.done}") if asked.done in ACTIONS and asked.done != "override" else "",
    )


@router.post("/to-recommend")
async def recommend_several(
    request: Request, form: FormDep, house: HouseDep, visitor: Leader, reader: ReaderDep
) -> Response:
    """Show what was chosen, and once that is confirmed recommend each of it; one refusal keeps back no other."""
    ids = list(dict.fromkeys(form.all("id")[:_AT_ONCE]))
    if form.text("confirmed") != "yes":
        return await asyncio.to_thread(_preview, reader, visitor, house, ids)
    leader, told = visitor.only(*ACTIONS.values()), {}
    for id_ in ids:  # also what waits for nobody any more: a form that is sent twice is answered as the first time
        try:
            await command(
                id_, command_body({"ask": "recommend"}), house, leader, form.repeatable(house, id_), Response()
            )
        except REFUSALS as error:
            told[id_] = problem_in_words(refused(error, request), reader.language)
    titles = await asyncio.to_thread(_titles, house, visitor, told)
    why_not = [(titles.get(id_, id_), why) for id_, why in told.items()]
    return render(reader, "recommended.html", visitor, count=len(ids), done_count=len(ids) - len(told), refused=why_not)


def _titles(house: House, visitor: Visitor, ids: Iterable[str]) -> dict[str, str]:
    """Return the titles of those of the nominations that the visitor may see (id → title)."""
    titles = {}
    with house.database.read() as conn:
        for id_ in ids:
            with suppress(Problem):
                row, _ = read_nomination(conn, id_, visitor.only(Action.NOMINATIONS_READ))
                titles[id_] = row.title
    return titles


def _reviewed(house: House, reader: Reader, conn: Connection) -> set[tuple[str, str]]:
    """Return the stages in force at which somebody recommends (programme, stage)."""
    return {
        (rules.programme.programme, stage.stage)
        for rules in house.rulebook.all_in_force(conn, reader.now)
        for stage in rules.programme.stages
        if stage.kind == "review"
    }


def _preview(reader: Reader, visitor: Visitor, house: House, ids: list[str]) -> Response:
    """Show those of the chosen nominations that wait for the visitor, in the order of the page."""
    asked = AskedNominations(waits_for_me=True, sort="due_at", limit=LARGEST)
    listed = list_nominations(asked, house, visitor.only(Action.NOMINATIONS_READ))
    chosen = [one for one in listed.items if one.id in ids]
    with house.database.read() as conn:
        shown, _ = lines(conn, reader, chosen)
    return render(reader, "recommend_preview.html", visitor, lines=shown, key=new_key())
