"""The system: whether database and engine answer, what the program fails at, and how much waits to leave the house."""

import asyncio
from typing import Annotated

from fastapi import Depends, Request, Response

from rules.rights import Action
from store import health, organisation, resources
from store.health import Backlog
from web.access import Needs, Visitor
from web.api.health import ready
from web.api.stuck import Filters, StuckLine, list_stuck
from web.house import House, HouseDep
from web.pages.forms import pages
from web.pages.shown import Names
from web.rendering import Reader, ReaderDep, render

router = pages()

Operator = Annotated[Visitor, Depends(Needs(Action.METRICS_READ, Action.STUCK_READ, refuses=("bad_cursor",)))]
_TECHNICAL = ("technical", "unprojected", "diverged")


@router.get("/system")
async def system(request: Request, house: HouseDep, visitor: Operator, reader: ReaderDep) -> Response:
    """Show how the house does."""
    waiting, names = await asyncio.to_thread(_waiting, house, visitor, reader)
    answers = await ready(house, Response())
    troubles: list[StuckLine] = []
    workers = None
    for cause in _TECHNICAL:
        page = await list_stuck(Filters(cause=cause, limit=20), house, visitor.only(Action.STUCK_READ), reader.language)
        troubles += page.items
        workers = page.workers
    return render(
        reader,
        "system.html",
        visitor,
        answers=answers,
        waiting=waiting,
        troubles=troubles,
        workers=workers,
        names=names,
        version=request.app.version,
    )


def _waiting(house: House, visitor: Visitor, reader: Reader) -> tuple[Backlog, Names]:
    with house.database.read() as conn:
        visitor.judge(resources.house(organisation.tree(conn), visitor.today), Action.METRICS_READ)
        return health.backlog(conn), Names(conn, reader)
