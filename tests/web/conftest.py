"""The API for tests: on a database of each test, and once on the real Temporal server with the real worker."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from temporalio.client import Client

from store.engine import Database
from tests.web.callers import Api
from tests.web.town import make_town
from web.app import create_app

PEPPER = bytes(32)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)  # a Monday, nine o'clock in Hanoi


@asynccontextmanager
async def opened(database: Database, client: Client, now: Callable[[], datetime] = lambda: NOW) -> AsyncIterator[Api]:
    with database.write() as conn:
        tokens = make_town(conn)
    api = Api(create_app(database, client, now=now, pepper=PEPPER), tokens)
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
async def api_on_both(db: Database, nowhere: Client) -> AsyncIterator[Api]:
    """The same, once on SQLite and once on PostgreSQL."""
    async with opened(db, nowhere) as api:
        yield api
