"""The API for tests: on a database of each test, and once on the real Temporal server with the real worker."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.envconfig import ClientConfigProfile
from temporalio.testing import WorkflowEnvironment

from keys import Keys
from store import tables as t
from store import tokens
from store.engine import Database
from tests.store.makers import MASTER, make_grant, make_nomination, make_person, make_sitting
from tests.web.apps import shared
from tests.web.callers import Api
from tests.web.signed_in import Town
from tests.web.town import MEMBERS, make_town
from web.app import create_app
from web.house import now_utc
from wiring import LAST_BREATH_S
from worker import make_worker
from workflows.connection import connect, register
from workflows.payloads import KeyRing

PEPPER = bytes(32)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)  # a Monday, nine o'clock in Hanoi
SITTING = "sitting/so-vang/unit-month/district/2026-11"
STATES = {
    "nomination_id": ("n-open", "n-returned", "n-ended", "n-none"),
    "sitting_id": (SITTING, f"{SITTING}-planned", f"{SITTING}-decided", f"{SITTING}-none"),
    "person_id": ("an", "nobody-here"),
    "unit_id": ("team", "no-unit"),
}


@asynccontextmanager
async def opened(
    database: Database,
    client: Client,
    now: Callable[[], datetime] = lambda: NOW,
    files: Path | None = None,
    *,
    whose: str = "api",
) -> AsyncIterator[Api]:
    with database.write() as conn:
        tokens = make_town(conn)
    api = Api(create_app(database, client, now=now, pepper=PEPPER, files=files, onto=shared(whose)), tokens)
    yield api
    await api.close()


@pytest.fixture(scope="session")
async def nowhere() -> Client:
    """A client of a Temporal server that is away: for what needs none, and for what happens then."""
    return await Client.connect("127.0.0.1:1", lazy=True)


@pytest.fixture
async def api(sqlite_db: Database, nowhere: Client) -> AsyncIterator[Api]:
    """The API on one file, without an engine behind it."""
    async with opened(sqlite_db, nowhere) as api:
        yield api


@pytest.fixture
async def api_on_both(db: Database, nowhere: Client, tmp_path: Path) -> AsyncIterator[Api]:
    """The same, once on SQLite and once on PostgreSQL."""
    async with opened(db, nowhere, files=tmp_path / "files") as api:
        yield api


@pytest.fixture
async def town(sqlite_db: Database, nowhere: Client) -> AsyncIterator[Town]:
    """The API and the pages on a clock that the test moves, with people who have accounts."""
    async with AsyncExitStack() as stack:
        yield Town(sqlite_db, nowhere, stack)


@pytest.fixture
def things(town: Town) -> Town:
    """A town with nominations and sittings in every state, a publisher, a deputy and the head she stands in for."""
    with town.database.write() as conn:
        make_person(conn, "publisher", "province")
        make_grant(conn, "publisher", "publisher", "province")
        make_person(conn, "deputy", "district")
        make_person(conn, "away", "district")
        make_grant(conn, "away", "head", "district")
        conn.execute(t.deputies.insert().values(id="d", person_id="away", deputy_id="deputy"))
        make_nomination(conn, "n-open", stage="team", waits_for_role="leader", waits_for_unit_id="team")
        make_nomination(conn, "n-returned", stage="team", status="returned", assignee_id="chi")
        make_nomination(conn, "n-ended", stage="ended", status="ended", outcome="declined", honoured=["binh"])
        make_sitting(conn, SITTING, members=MEMBERS, candidates=["n-open"], period="2026-11")
        planned, decided = {"status": "planned", "period": "2026-12"}, {"status": "decided", "period": "2026-10"}
        make_sitting(conn, f"{SITTING}-planned", members=(), candidates=[], **planned)
        make_sitting(conn, f"{SITTING}-decided", members=MEMBERS, candidates=["n-ended"], **decided)
        for person in ("publisher", "deputy", "away"):
            town.tokens[person] = tokens.issue(conn, person, label="test", now=NOW).secret
        town.tokens["reading"] = tokens.issue(conn, "binh", label="test", now=NOW, scope=["reading"]).secret
    return town


@dataclass(frozen=True)
class Live:
    """The whole house on the machine's own clock: API, worker, database and a real Temporal server."""

    api: Api
    client: Client
    database: Database
    server: WorkflowEnvironment
    keys: Keys


@pytest.fixture(scope="session")
async def live(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Live]:
    binary = shutil.which("temporal", path=str(Path(sys.prefix) / "bin"))
    assert binary, "temporal is missing: install requirements-dev.txt"
    file = tmp_path_factory.mktemp("live") / "app.db"
    shutil.copyfile(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    ring = KeyRing(current="test", keys={"test": b"t" * 32})
    keys = Keys(ballots=MASTER, payload=ring)
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=binary, dev_server_log_level="error"
    ) as server:
        address = server.client.service_client.config.target_host
        client = await connect(ClientConfigProfile(address=address, namespace="default"), ring)
        await register(client)
        async with make_worker(database, client, keys), opened(database, client, now_utc, whose="live") as api:
            yield Live(api, client, database, server, keys)
    database.close()
    await asyncio.sleep(LAST_BREATH_S)
