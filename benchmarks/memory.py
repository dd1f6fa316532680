"""How much memory the server and our own process (worker and API, as `up` runs them) take with ten thousand open cases.

The cases are started at full speed from here; if that takes too long, it is measured with those that there are.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

import psutil

from benchmarks.acts import AT_ONCE, crowd, logged, until, until_in
from benchmarks.figures import Figure
from benchmarks.house import House, free_port, house
from cli.house import PROGRAM, is_healthy
from web.engine import Engine

TITLE = "Memory with many open nominations"
LIMIT_S = 900
_STARTING_S = 480
_PORTION = 500
_SETTLES_S = 2.0
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many nominations."""

    nominations: int


FULL = Size(10_000)
SMALL = Size(10)


async def measure(size: Size = FULL) -> list[Figure]:
    """Return the resident memory of both processes before and with the open nominations."""
    async with house() as here, _program(here) as program:
        ours, server = psutil.Process(program.pid), psutil.Process(here.server.pid)
        before = _resident(ours), _resident(server)
        began = time.perf_counter()
        started = await _start(here, size.nominations)
        took = time.perf_counter() - began
        await asyncio.sleep(_SETTLES_S)
        after = _resident(ours), _resident(server)
    each = f"{started:,} open" if started == size.nominations else f"only {started:,} started in {_STARTING_S} s"
    return [
        Figure("worker and API", after[0], "MB", 400, note=each),
        Figure("worker and API, at the start", before[0], "MB"),
        Figure("Temporal server", after[1], "MB", note=each),
        Figure("Temporal server, at the start", before[1], "MB"),
        Figure("logged meanwhile", started / took, "a second", note=f"{AT_ONCE} at once, client apart"),
    ]


@asynccontextmanager
async def _program(here: House) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run api.py on this house, worker included, as `up` does."""
    port = free_port()
    environ = os.environ | {
        "SOVANG_DATA": str(here.folder),
        "SOVANG_EMBEDDED": "yes",
        "SOVANG_API_PORT": str(port),
        "TEMPORAL_ADDRESS": here.client.service_client.config.target_host,
    }
    with (here.folder / "sovang.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, PROGRAM, "--data", str(here.folder), env=environ, stdout=log, stderr=log
        )
        try:
            await until(lambda: is_healthy("127.0.0.1", port))
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _start(here: House, count: int) -> int:
    """Start nominations, some at a time, until there are `count` or the time is up; return how many there are."""
    engine, units = Engine(here.client), here.councils()
    give_up_at = time.monotonic() + _STARTING_S
    started = 0
    while started < count and time.monotonic() < give_up_at:
        some = range(started, min(started + _PORTION, count))
        await crowd(
            partial(engine.start, f"n-{uuid4().hex[:16]}", here.epoch, logged(here, units[n % len(units)], n))
            for n in some
        )
        started += len(some)
        await until_in(here, "team", started)
    return started


def _resident(process: psutil.Process) -> float:
    """Return the resident memory in MB, of children too."""
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) / _MB
