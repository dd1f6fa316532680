"""A sitting of sixty candidates and fifteen members: from the last ballot until it is decided, and all have heard.

Real workflows on the real server; beside it the closing alone, in a transaction that is given up.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import select

from benchmarks.acts import crowd, logged, open_sittings, plan_sittings, until, until_in, until_written, vote
from benchmarks.figures import Figure
from benchmarks.house import House, house
from benchmarks.statements import counted
from store import closing
from store import tables as t
from web.engine import Engine
from worker import make_worker
from workflows.sitting import Sitting

TITLE = "A sitting is closed"
LIMIT_S = 300


@dataclass(frozen=True, slots=True)
class Size:
    """How many candidates."""

    candidates: int


FULL = Size(60)
SMALL = Size(4)


async def measure(size: Size = FULL) -> list[Figure]:
    """Return the seconds until decided and until announced, and what the closing alone takes."""
    async with house() as here, make_worker(here.database, here.client, here.keys):
        units = here.councils()
        engine = Engine(here.client)
        ids = [f"n-{uuid4().hex[:16]}" for _ in range(size.candidates)]
        await crowd(
            lambda n=n, id_=id_: engine.start(
                id_, here.epoch, logged(here, units[n % len(units)], n, leads_to="province")
            )
            for n, id_ in enumerate(ids)
        )
        await until_in(here, "province", len(ids))
        sitting_ids = plan_sittings(here, "province", [here.province])
        await open_sittings(here, sitting_ids)
        (sitting_id,) = sitting_ids
        half = set(ids[::2])
        with here.database.write() as conn:
            ballots = vote(conn, sitting_id, lambda id_: id_ in half)
        alone_s, statements = await asyncio.to_thread(_close_for_nothing, here, sitting_id)
        began = time.perf_counter()
        await engine.everybody_voted(sitting_id, 1)
        await until(lambda: _is_decided(here, sitting_id))
        decided_s = time.perf_counter() - began
        await here.client.get_workflow_handle_for(Sitting.run, sitting_id).result()
        announced_s = time.perf_counter() - began
        await until_written(here, {"heard": len(ids)})
        heard_s = time.perf_counter() - began
    each = f"{len(ids)} candidates, {ballots} ballots, {len(half)} selected"
    return [
        Figure("counted, ranked, decided, moved", decided_s, "s", 2, note=each),
        Figure("and announced", announced_s, "s", 2, note="every nomination's workflow has the signal"),
        Figure("and heard", heard_s, "s", note="every nomination has written down that it heard"),
        Figure("the closing's transaction alone", alone_s * 1000, "ms", note=f"{statements} statements"),
    ]


def _close_for_nothing(here: House, sitting_id: str) -> tuple[float, int]:
    """Close the sitting in a transaction that is given up; return its seconds and its statements."""
    with here.database.write() as conn, counted(conn) as sent:
        trial = conn.begin_nested()
        began = time.perf_counter()
        closing.close_round(
            conn,
            sitting_id,
            1,
            at=datetime.now(UTC),
            epoch=here.epoch,
            rulebook=here.rulebook,
            master=here.keys.ballots,
        )
        took = time.perf_counter() - began
        statements = len(sent)
        trial.rollback()
    return took, statements


def _is_decided(here: House, sitting_id: str) -> bool:
    with here.database.read() as conn:
        return conn.execute(select(t.sittings.c.status).where(t.sittings.c.id == sitting_id)).scalar() == "decided"
