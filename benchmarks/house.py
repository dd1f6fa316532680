"""The embedded default in small, as `up` runs it: Temporal server and SQLite on files, worker and API in one process.

The programme is the first one with some clauses changed, so that a nomination's whole way fits into one run.
"""

import asyncio
import hmac
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI
from temporalio.client import Client
from temporalio.envconfig import ClientConfigProfile

from cli.demo.rehearse import UNITS
from cli.demo.world import build
from cli.server import server_command
from keys import Keys, make_keys, read_keys
from rules.loading import read_programme
from rules.programme import Programme
from settings import HOME, first_programmes, version
from store.engine import Database
from store.rulebook import Rulebook, Rules
from store.unit_tree import UnitTree
from web.app import create_app
from wiring import LAST_BREATH_S, reach
from workflows.connection import connect, register

_STOPS_WITHIN_S = 15.0


@dataclass(frozen=True, slots=True)
class Store:
    """A database with the units and posts of the demo and the changed programme in force."""

    folder: Path
    database: Database
    rules: Rules
    rulebook: Rulebook
    units: UnitTree
    epoch: str
    keys: Keys

    @property
    def programme(self) -> str:
        """The programme's name."""
        return self.rules.programme.programme

    @property
    def province(self) -> str:
        """The province of today, by id."""
        today = self.rules.clock.day(datetime.now(UTC))
        return self.units.all_meant(self.rules.programme.where("province"), today)[0]

    def councils(self, kind: str = "commune") -> list[str]:
        """Return the units of a kind that hold a council today, by id."""
        today = self.rules.clock.day(datetime.now(UTC))
        held = self.units.all_meant(self.rules.programme.where("unit"), today)
        return [id_ for id_ in held if self.units.units[id_].kind == kind]

    def app(self, client: Client) -> FastAPI:
        """Return the API as api.py makes it."""
        pepper = hmac.digest(self.keys.ballots, b"sovang api pepper", "sha256")
        return create_app(self.database, client, files=self.folder / "files", pepper=pepper, version=version())


@dataclass(frozen=True, slots=True)
class House(Store):
    """The same with a running server and a client."""

    client: Client
    server: asyncio.subprocess.Process


@contextmanager
def store(url: str | None = None) -> Iterator[Store]:
    """Yield a new database in a folder that is gone afterwards, or the empty one at `url`."""
    with TemporaryDirectory(prefix="sovang-bench-") as name:
        folder = Path(name)
        make_keys(folder / "keys")
        database = Database(url or f"sqlite:///{folder / 'sovang.sqlite'}")
        try:
            rules, units, epoch = build(database, UNITS, shortened())
            yield Store(folder, database, rules, Rulebook(), units, epoch, read_keys(folder / "keys"))
        finally:
            database.close()


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    """Yield a new database and the real server beside it; no worker runs yet."""
    with store() as here:
        port = free_port()
        async with server(here.folder, port) as process:
            client = await reach(ClientConfigProfile(address=f"127.0.0.1:{port}"), here.keys.payload)
            await register(client)
            parts = {name: getattr(here, name) for name in Store.__dataclass_fields__}
            yield House(**parts, client=client, server=process)
            await asyncio.sleep(LAST_BREATH_S)


@asynccontextmanager
async def server(folder: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the embedded server with the flags that `up` gives it, on loopback."""
    with (folder / "temporal.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*server_command(folder, port), stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _STOPS_WITHIN_S)
            except TimeoutError:
                process.kill()
                await process.wait()


async def no_server(here: Store) -> Client:
    """Return a client for what never asks the workflows anything."""
    return await connect(ClientConfigProfile(address=f"127.0.0.1:{free_port()}"), here.keys.payload, lazy=True)


def shortened() -> Programme:
    """Return the first programme without the waits that only a calendar ends: nothing is tried twice or commented."""
    name = first_programmes()[0]
    text = (HOME / "rules" / "programmes" / f"{name}.yaml").read_text("utf-8")
    for said, instead in (
        ("not_selected: considered again at the next sitting, once", "not_selected: ends"),
        ("at_most: 20\n", "at_most: no limit\n"),
        ("on_tie_at_limit: run-off", "on_tie_at_limit: stated order"),
        ("not_selected_but_passed: waiting list until results are published", "not_selected_but_passed: ends"),
        ("publish: after 5 working days of comment", "publish: at once"),
    ):
        if said not in text:
            raise ValueError(f"{name} says {said!r} no more: change benchmarks/house.py")
        text = text.replace(said, instead)
    return read_programme(text, name)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as any_port:
        return int(any_port.getsockname()[1])
