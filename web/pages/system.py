"""The system: whether database and engine answer, what fails, what waits to leave the house, which versions."""

import asyncio
import platform
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version as version_of
from typing import Annotated

from fastapi import Depends, Request, Response

from rules.rights import Action, Resource
from store import health, organisation, resources
from store.backups import Backup, all_in, folder_of
from store.deliveries import UNREACHABLE
from store.health import Backlog, Versions, WayOut
from web import technical
from web.access import Needs, Visitor
from web.api.backups import make_backup
from web.api.health import ready
from web.api.stuck import StuckLine, list_troubles
from web.house import House, HouseDep
from web.pages.forms import EMPTY, REFUSALS, Form, FormDep, next_key, pages, refused, to
from web.pages.remedying import offered
from web.pages.shown import Names
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words
from words.catalogue import Language, said
from words.stuck import STUCK

router = pages()

Operator = Annotated[Visitor, Depends(Needs(Action.METRICS_READ, Action.STUCK_READ, refuses=("bad_cursor",)))]
Keeper = Annotated[
    Visitor,
    Depends(Needs(Action.METRICS_READ, Action.STUCK_READ, Action.BACKUPS_MAKE, refuses=("backup_under_way",))),
]
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in the database, how its ways out do, and which versions it has."""

    backlog: Backlog
    reminders_due: int
    ways_out: tuple[WayOut, ...]
    versions: Versions
    house: Resource
    backups: tuple[Backup, ...] | None  # None: they are another server's matter


@dataclass(frozen=True, slots=True)
class Failing:
    """An activity or a workflow that fails: for how many cases, and since when the first of them."""

    what: str
    kind: str
    cases: int
    since: datetime | None
    attempts: int


@router.get("/system")
async def system(request: Request, house: HouseDep, visitor: Operator, reader: ReaderDep) -> Response:
    """Show how the house does."""
    return await _page(request, house, visitor, reader)


@router.post("/system/backups")
async def back_up(request: Request, form: FormDep, house: HouseDep, visitor: Keeper, reader: ReaderDep) -> Response:
    """Make a backup now."""
    seeing = visitor.only(Action.METRICS_READ, Action.STUCK_READ)
    try:
        made = await make_backup(house, visitor.only(Action.BACKUPS_MAKE), form.repeatable(house))
    except REFUSALS as error:
        return await _page(request, house, seeing, reader, form, refused(error, request))
    return to("/system" if made.wrong else "/system?done=backup")  # what is wrong with it stands in the list


async def _page(
    request: Request,
    house: House,
    visitor: Visitor,
    reader: Reader,
    form: Form = EMPTY,
    problem: Problem | None = None,
) -> Response:
    waiting, names = await asyncio.to_thread(_waiting, house, visitor, reader)
    answers = await ready(house, Response())
    page = await list_troubles(house, visitor.only(Action.STUCK_READ), reader.language, limit=_SHOWN)
    troubles = page.items
    return render(
        reader,
        "system.html",
        visitor,
        status=problem.status if problem else 200,
        answers=answers,
        waiting=waiting,
        why_it_waits=partial(_why_it_waits, language=reader.language),
        failing=_failing(troubles),
        troubles=troubles,
        offers={one.id: offered(visitor, one, reader.now) for one in troubles},
        workers=page.workers,
        names=names,
        backups=waiting.backups,
        may_back_up=visitor.may(Action.BACKUPS_MAKE, waiting.house),
        key=next_key(form, problem),
        refused_as=problem.code if problem else "",
        says=problem_in_words(problem, reader.language) if problem else "",
        done_says=reader.say("system.backups.made") if reader.query.get("done") == "backup" and not problem else "",
        versions=[
            ("Sổ Vàng", request.app.version),
            ("Temporal", await technical.server_version(house.engine)),
            ("Temporal SDK", version_of("temporalio")),
            ("Python", platform.python_version()),
        ],
    )


def _waiting(house: House, visitor: Visitor, reader: Reader) -> tuple[Waiting, Names]:
    with house.database.read() as conn:
        at_home = resources.house(organisation.tree(conn), visitor.today)
        visitor.judge(at_home, Action.METRICS_READ)
        now, folder = house.now(), folder_of(house.database)
        kept = all_in(folder) if folder else None
        told = Waiting(
            health.backlog(conn),
            health.reminders_due(conn, now=now),
            health.ways_out(conn, now=now),
            health.versions(conn),
            at_home,
            kept,
        )
        return told, Names(conn, reader, {one.made_by for one in kept or ()})


def _why_it_waits(because: str, language: Language) -> str:
    """Return why a channel was put off, as a sentence where it is one of those we know."""
    code = f"mail.{because.removeprefix(UNREACHABLE)}"
    return said(STUCK, code, language) if code in STUCK else because


def _failing(troubles: list[StuckLine]) -> list[Failing]:
    """Return what fails, by name, that of the most cases first."""
    known = [one.trouble for one in troubles if one.trouble is not None]
    counts = Counter((one.what, one.kind) for one in known)
    return [
        Failing(
            what,
            kind,
            count,
            min((one.since for one in known if (one.what, one.kind) == (what, kind) and one.since), default=None),
            max(one.attempt for one in known if (one.what, one.kind) == (what, kind)),
        )
        for (what, kind), count in counts.most_common()
    ]
