"""How long a leader waits for one recommendation, with eight at work at once: API, workflow and rows."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from benchmarks.acts import crowd, logged, until_in
from benchmarks.callers import Callers, tokens_for
from benchmarks.figures import Figure, spread
from benchmarks.house import house
from cli.demo.people import post
from web.engine import Engine
from worker import make_worker

TITLE = "One recommendation through the API"
LIMIT_S = 300
_WARM_UP = 2  # a user


@dataclass(frozen=True, slots=True)
class Size:
    """How many users, and how often each recommends."""

    users: int
    each: int


FULL = Size(8, 50)
SMALL = Size(2, 2)


async def measure(size: Size = FULL) -> list[Figure]:
    """Return the median and the 99th percentile of a recommendation, and how many go through a second."""
    async with house() as here, make_worker(here.database, here.client, here.keys):
        units = here.councils()
        waiting = [(f"n-{uuid4().hex[:16]}", units[n % len(units)]) for n in range(size.users * (size.each + _WARM_UP))]
        engine = Engine(here.client)
        await crowd(
            lambda id_=id_, unit=unit: engine.start(id_, here.epoch, logged(here, unit, 1)) for id_, unit in waiting
        )
        await until_in(here, "team", len(waiting))
        secrets = tokens_for(here, [post(unit, "leader") for unit in units])
        async with Callers(here.app(here.client), secrets) as callers:
            to_do = iter(waiting)
            await asyncio.gather(*(_user(callers, to_do, _WARM_UP) for _ in range(size.users)))
            began = time.perf_counter()
            took = await asyncio.gather(*(_user(callers, to_do, size.each) for _ in range(size.users)))
            whole = time.perf_counter() - began
    seconds = [one for of_user in took for one in of_user]
    return [
        *spread("recommend", seconds, (60, 250), f"{size.users} users at once"),
        Figure("recommendations", len(seconds) / whole, "a second"),
    ]


async def _user(callers: Callers, to_do: Iterator[tuple[str, str]], times: int) -> list[float]:
    """Recommend one nomination after the other."""
    return [
        await callers.seconds("POST", f"/nominations/{id_}/commands", post(unit, "leader"), {"ask": "recommend"})
        for id_, unit in (next(to_do) for _ in range(times))
    ]
