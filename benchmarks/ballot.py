"""Casting a ballot for sixty candidates through the API: how long a member waits, and how many go through a second.

Everything of it happens in the database, so no server runs here. One member stays silent, so that the vote stays open.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.acts import let_open, plan_sittings
from benchmarks.callers import Callers, tokens_for
from benchmarks.figures import Figure, spread
from benchmarks.house import no_server, store
from benchmarks.rows import plant
from store import sittings
from store.voting import Opening, open_voting

TITLE = "A ballot through the API"
LIMIT_S = 300


@dataclass(frozen=True, slots=True)
class Size:
    """How many candidates, and how often each member casts her ballot."""

    candidates: int
    each: int


FULL = Size(60, 20)
SMALL = Size(3, 1)


async def measure(size: Size = FULL) -> list[Figure]:
    """Return how long one cast takes, one at a time and with all members at once, and casts a second."""
    with store() as here:
        unit = here.province
        (sitting_id,) = plan_sittings(here, "province", [unit])
        with here.database.write() as conn:
            candidates = plant(conn, here, size.candidates, here.councils(), stage="province", council=unit)
        now = datetime.now(UTC)
        let_open(here, [sitting_id], now)
        with here.database.write() as conn:
            opening = Opening(sitting_id, now, here.epoch)
            open_voting(conn, [opening], rulebook=here.rulebook, master=here.keys.ballots)
            members = [one.person_id for one in sittings.roster(conn, sitting_id)]
        voters = members[:-1]
        says = ("for", "for", "for", "against", "abstain")
        choices = {id_: says[number % len(says)] for number, id_ in enumerate(candidates)}
        app = here.app(await no_server(here))
        async with Callers(app, tokens_for(here, voters)) as callers:

            async def cast(person_id: str, times: int = size.each) -> list[float]:
                path = f"/sittings/{sitting_id}/ballot"
                return [await callers.seconds("PUT", path, person_id, {"choices": choices}) for _ in range(times)]

            for voter in voters:
                await cast(voter, 1)
            alone = [one for voter in voters for one in await cast(voter)]
            began = time.perf_counter()
            crowd = await asyncio.gather(*(cast(voter) for voter in voters))
            whole = time.perf_counter() - began
    at_once = [one for of_voter in crowd for one in of_voter]
    return [
        *spread("one at a time", alone, (15, 60), f"{len(candidates)} candidates, {len(members)} members"),
        *spread(f"{len(voters)} members at once", at_once),
        Figure("casts", len(at_once) / whole, "a second", 150, "at least", f"{len(voters)} members at once"),
        Figure("casts, one at a time", len(alone) / sum(alone), "a second"),
    ]
