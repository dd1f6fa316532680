"""What is out for comment, for everybody who signs in: who is on the list, until when, and a form to object."""

import asyncio
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from rules.rights import Action
from web.access import Needs, Visitor
from web.api.commands import ACTIONS, command
from web.api.comments import list_comments
from web.bodies import command_body
from web.house import House, HouseDep
from web.ids import NominationId
from web.lists import Asked
from web.pages.forms import EMPTY, REFUSALS, Form, FormDep, new_key, next_key, pages, refused, to
from web.pages.shown import Names
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words

router = pages()

Commenter = Annotated[Visitor, Depends(Needs(Action.COMMENTS_READ, *ACTIONS.values(), refuses=("bad_cursor",)))]


class AskedComments(Asked):
    """Which page, and what was done just now."""

    done: str | None = None


@router.get("/comments")
def out_for_comment(
    asked: Annotated[AskedComments, Query()], house: HouseDep, visitor: Commenter, reader: ReaderDep
) -> Response:
    """Show what is out for comment."""
    return _page(reader, house, visitor, asked)


@router.post("/comments/{nomination_id}")
async def object_to(
    nomination_id: NominationId,
    request: Request,
    form: FormDep,
    house: HouseDep,
    visitor: Commenter,
    reader: ReaderDep,
) -> Response:
    """Object to one of the list; what was typed stays on the page if it is refused."""
    try:
        body = command_body({"ask": "object", **form.stated("because")})
        await command(nomination_id, body, house, visitor.only(*ACTIONS.values()), form.repeatable(house), Response())
    except REFUSALS as error:
        problem = refused(error, request)
        return await asyncio.to_thread(_page, reader, house, visitor, AskedComments(), nomination_id, form, problem)
    return to("/comments?done=object")


def _page(
    reader: Reader,
    house: House,
    visitor: Visitor,
    asked: AskedComments,
    about: str = "",
    form: Form = EMPTY,
    problem: Problem | None = None,
) -> Response:
    listed = list_comments(Asked(cursor=asked.cursor, limit=asked.limit), house, visitor.only(Action.COMMENTS_READ))
    with house.database.read() as conn:
        names = Names(conn, reader, {id_ for one in listed.items for id_ in one.honoured})
    return render(
        reader,
        "comments.html",
        visitor,
        status=problem.status if problem else 200,
        lines=listed.items,
        names=names,
        next=listed.next,
        asked=asked,
        about=about,
        form=form,
        key=new_key(),
        kept_key=next_key(form, problem),
        says=problem_in_words(problem, reader.language) if problem else "",
        done_says=reader.say("act.done.object") if asked.done == "object" else "",
    )
