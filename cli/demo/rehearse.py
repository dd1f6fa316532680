"""One rehearsal from nothing: a new data folder, the time-skipping server, a worker process, the play, the summary."""

import asyncio
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment

from cli.demo.actors import Actors
from cli.demo.deeds import RealDeeds, real_deeds, sample_deeds
from cli.demo.play import Play, Progress
from cli.demo.world import build
from cli.lock import LOCK
from cli.refusals import RefusalError
from keys import make_keys, read_keys
from rules.loading import find_programme
from settings import HOME, Settings, first_programmes
from store import notices
from store.engine import Database
from workflows import attributes
from workflows.connection import runtime
from workflows.key_ring import KeyRing
from workflows.payloads import data_converter

FIRST, LAST = datetime(2021, 9, 1), datetime(2025, 6, 30)  # noqa: DTZ001 - dates; the command line knows no others
SEED = 2021
UNITS, DEEDS = HOME / "demo" / "units.csv", HOME / "demo" / "deeds.csv"
_MARK = "demo"  # a folder with this file in it was made by a demo
_SERVER = Path(sys.prefix) / "bin" / "temporal-test-server"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What was played: the deeds, the ballots cast, and how long it took."""

    real: RealDeeds
    samples: int
    ballots: int
    seconds: float


async def rehearse(
    settings: Settings, first: date, last: date, seed: int, tell: Callable[[Progress], None]
) -> Rehearsed:
    """Play from `first` to `last` on the new data folder of `settings`."""
    began = time.monotonic()
    make_keys(settings.keys)
    database = Database(settings.database_url)
    try:
        rules, units, epoch = build(database, UNITS, find_programme(first_programmes()[0]))
        real = real_deeds(DEEDS, first, last)
        samples = sample_deeds(seed, units, first, last)
        actors = Actors(seed, rules, first)
        async with _server(read_keys(settings.keys).payload) as env, _worker(settings, env):
            play = Play(env, database, rules, epoch, actors)
            evening = await play.run([*real.logged, *samples], first, last, tell)
        with database.write() as conn:
            notices.silence(conn, "rehearsal", evening)
        return Rehearsed(real, len(samples), actors.ballots, time.monotonic() - began)
    finally:
        database.close()


@asynccontextmanager
async def _server(ring: KeyRing) -> AsyncIterator[WorkflowEnvironment]:
    """Run the time-skipping server, with our search attributes."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(_SERVER), data_converter=data_converter(ring), runtime=runtime()
    ) as env:
        kinds = {key.name: IndexedValueType.ValueType(key.indexed_value_type.value) for key in attributes.ALL}
        await env.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=env.client.namespace, search_attributes=kinds)
        )
        yield env


@asynccontextmanager
async def _worker(settings: Settings, env: WorkflowEnvironment) -> AsyncIterator[None]:
    """Run our worker as a process of its own: it and the server share the two cores."""
    log = (settings.data / "logs" / "rehearsal.log").open("wb")
    environ = os.environ | {
        "SOVANG_DATA": str(settings.data),
        "TEMPORAL_ADDRESS": env.client.service_client.config.target_host,
    }
    worker = await asyncio.create_subprocess_exec(
        sys.executable, str(HOME / "worker.py"), env=environ, stdout=log, stderr=log
    )
    try:
        yield
    finally:
        worker.terminate()
        await worker.wait()
        log.close()


def new_folder(data: Path) -> None:
    """Empty the folder of an earlier demo, or take an empty one. Raise RefusalError for one that holds anything else.

    The lock that the caller holds there stays.
    """
    there = [path for path in data.iterdir() if path.name != LOCK]
    if there and not (data / _MARK).exists():
        raise RefusalError("demo_folder_not_empty", data=data)
    for path in there:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (data / _MARK).write_text("made by `sovang demo`, which may delete all of this folder\n", "utf-8")
    (data / "logs").mkdir(mode=0o700)
