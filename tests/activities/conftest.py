"""What the tests of the hands share: a force at work, a client that reaches nobody, and Temporal where it is needed."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from store.engine import Database
from tests.store.cases import make_house
from tests.workflows.servers import time_skipping


@pytest.fixture
def house(db: Database) -> Database:
    with db.write() as conn:
        make_house(conn)
    return db


@pytest.fixture
def small_house(sqlite_db: Database) -> Database:
    with sqlite_db.write() as conn:
        make_house(conn)
    return sqlite_db


@pytest.fixture
async def nobody() -> Client:
    """A client for hands that have nothing to say to Temporal."""
    return await Client.connect("127.0.0.1:1", lazy=True, data_converter=pydantic_data_converter)


@pytest.fixture
async def env() -> AsyncIterator[WorkflowEnvironment]:
    async with time_skipping() as env:
        yield env
