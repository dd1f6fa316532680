"""What the tests of the store share beside the databases."""

from datetime import timedelta

import pytest

from store import tables as t
from store.engine import Database
from tests.store.cases import make_house
from tests.store.makers import TODAY, make_force


@pytest.fixture
def reorganised(db: Database) -> Database:
    """A force whose team went into the commune yesterday, and whose other district nobody took over."""
    with db.write() as conn:
        make_force(conn)
        conn.execute(
            t.units.update()
            .where(t.units.c.id == "team")
            .values(valid_to=TODAY - timedelta(days=1), successor_id="commune")
        )
        conn.execute(
            t.units.update().where(t.units.c.id == "other-district").values(valid_to=TODAY - timedelta(days=1))
        )
    return db


@pytest.fixture
def house(db: Database) -> Database:
    """A small force at work under the real programme, on both databases."""
    with db.write() as conn:
        make_house(conn)
    return db


@pytest.fixture
def small_house(sqlite_db: Database) -> Database:
    """The same on SQLite only, where what is tried has nothing to do with the database."""
    with sqlite_db.write() as conn:
        make_house(conn)
    return sqlite_db
