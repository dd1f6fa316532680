"""Pages of the list of nominations through the API, a hundred thousand of them in SQLite, as different people ask."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from benchmarks.callers import Callers, tokens_for
from benchmarks.figures import Figure, spread
from benchmarks.house import no_server, store
from benchmarks.rows import plant
from cli.demo.people import officer, post

TITLE = "Lists of nominations through the API"
LIMIT_S = 600
_TARGETS = (50.0, 150.0)


@dataclass(frozen=True, slots=True)
class Size:
    """How many nominations there are, and how often each list is asked for."""

    nominations: int
    each: int


FULL = Size(100_000, 40)
SMALL = Size(200, 2)


async def measure(size: Size = FULL) -> list[Figure]:
    """Return how long a page takes: every list in all, and each by itself."""
    with store() as here:
        units = here.councils()
        began = time.perf_counter()
        with here.database.write() as conn:
            plant(conn, here, size.nominations, units)
        planted_s = time.perf_counter() - began
        office, head, member = post(here.province, "office"), post(units[0], "head"), officer(units[0])
        app = here.app(await no_server(here))
        figures: list[Figure] = []
        everything: list[float] = []
        async with Callers(app, tokens_for(here, [office, head, member])) as callers:
            for name, as_, asked in _questions(units, office, head, member):
                await callers.call("GET", _path(asked), as_)
                took = [await callers.seconds("GET", _path(asked), as_) for _ in range(size.each)]
                everything += took
                figures += spread(name, took)
            figures += spread("the fifth page", await _fifth_page(callers, office, size.each))
    return [
        *spread("all lists", everything, _TARGETS, f"{size.nominations:,} nominations, 50 a page"),
        *figures,
        Figure("planted", size.nominations / planted_s, "rows a second", note="rows and word index, to see the cost"),
    ]


def _questions(units: Sequence[str], office: str, head: str, member: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return what is asked: its name, who asks, and the query."""
    return [
        ("office: the newest", office, {}),
        ("office: by stage", office, {"stage": "unit-month"}),
        ("office: overdue, by deadline", office, {"is_overdue": "true", "sort": "due_at"}),
        ("office: words with many hits", office, {"q": "trao tra"}),
        ("office: words with one hit", office, {"q": "lan 77"}),
        ("office: one unit, ended", office, {"unit": units[1], "status": "ended"}),
        ("office: nobody's category", office, {"category": "nothing"}),
        ("office: by deed's date", office, {"sort": "deed_on", "status": "open"}),
        ("head: her unit", head, {}),
        ("head: what waits for her", head, {"waits_for_me": "true"}),
        ("officer: her own", member, {}),
    ]


async def _fifth_page(callers: Callers, as_: str, times: int) -> list[float]:
    asked: dict[str, Any] = {}
    for _ in range(4):
        page = await callers.call("GET", _path(asked), as_)
        if page["next"] is None:
            break
        asked = {"cursor": page["next"]}
    return [await callers.seconds("GET", _path(asked), as_) for _ in range(times)]


def _path(asked: dict[str, Any]) -> str:
    return f"/nominations?{urlencode({'limit': 50} | asked)}"
