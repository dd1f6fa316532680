"""What waits for the visitor, the oldest deadline first, one card a deed; several at once with a preview."""

import asyncio
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from pydantic import TypeAdapter
from sqlalchemy import Connection

from rules.rights import Action
from store import nominations
from store.paging import LARGEST
from web.access import Needs, Visitor
from web.api.commands import ACTIONS, command
from web.api.nominations import AskedNominations, ListedNomination, list_nominations
from web.bodies import CommandBody
from web.house import House, HouseDep
from web.pages.forms import REFUSALS, Form, FormDep, new_key, pages, refused
from web.pages.shown import lines
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words

router = pages()

Leader = Annotated[Visitor, Depends(Needs(Action.NOMINATIONS_READ, *ACTIONS.values(), refuses=("bad_cursor",)))]
_RECOMMEND: TypeAdapter[CommandBody] = TypeAdapter(CommandBody)
_AT_ONCE = 50


class AskedQueue(AskedNominations):
    """What waits for my offices, the nearest deadline first."""

    waits_for_me: bool = True
    limit: int = 20
    sort: str = "due_at"  # type: ignore[assignment]
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
    chosen = await asyncio.to_thread(_chosen, house, visitor, form)
    if form.text("confirmed") != "yes":
        return await asyncio.to_thread(_preview, reader, visitor, house, chosen)
    told: list[tuple[str, str]] = []
    for one in chosen:
        body = _RECOMMEND.validate_python({"ask": "recommend"})
        try:
            await command(
                one.id, body, house, visitor.only(*ACTIONS.values()), form.repeatable(house, one.id), Response()
            )
        except REFUSALS as error:
            told.append((one.title, problem_in_words(refused(error, request), reader.language)))
    return render(
        reader, "recommended.html", visitor, count=len(chosen), done_count=len(chosen) - len(told), refused=told
    )


def _chosen(house: House, visitor: Visitor, form: Form) -> list[ListedNomination]:
    """Return those of the chosen nominations that wait for the visitor, in the order of the page."""
    wanted = set(form.all("id")[:_AT_ONCE])
    asked = AskedNominations(waits_for_me=True, sort="due_at", limit=LARGEST)
    listed = list_nominations(asked, house, visitor.only(Action.NOMINATIONS_READ))
    return [one for one in listed.items if one.id in wanted]


def _reviewed(house: House, reader: Reader, conn: Connection) -> set[tuple[str, str]]:
    """Return the stages in force at which somebody recommends (programme, stage)."""
    return {
        (rules.programme.programme, stage.stage)
        for rules in house.rulebook.all_in_force(conn, reader.now)
        for stage in rules.programme.stages
        if stage.kind == "review"
    }


def _preview(reader: Reader, visitor: Visitor, house: House, chosen: list[ListedNomination]) -> Response:
    with house.database.read() as conn:
        shown, _ = lines(conn, reader, chosen)
    return render(reader, "recommend_preview.html", visitor, lines=shown, key=new_key())
