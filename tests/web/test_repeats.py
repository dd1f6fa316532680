"""Keys of writes: how long they are remembered, and what goes into a command's id."""

from datetime import timedelta

from store import tables as t
from store.answers import Asked
from store.engine import Database
from tests.web.callers import Api
from tests.web.conftest import NOW
from web.house import House
from web.repeats import REMEMBERED_FOR, command_id, forget_old


def test_keys_are_forgotten_when_nobody_will_send_them_again(api: Api, sqlite_db: Database) -> None:
    house: House = api.app.state.house
    with sqlite_db.write() as conn:
        for name, age in (("old", timedelta(seconds=1)), ("young", timedelta())):
            row = {"key": name, "person_id": "an", "route": "PUT x", "request_hash": "h"}
            conn.execute(t.idempotency.insert().values(**row, created_at=NOW - REMEMBERED_FOR - age))

    forgotten = forget_old(house)

    with sqlite_db.read() as conn:
        left = conn.execute(t.idempotency.select()).all()
    assert forgotten == 1
    assert [row.key for row in left] == ["young"]


def test_nobody_makes_the_command_id_of_somebody_else() -> None:
    said = (("an", "key", "h"), ("binh", "key", "h"), ("an", "yek", "h"), ("an", "key", "other"))

    ids = {command_id(Asked(person, key, "", hash_)) for person, key, hash_ in said}

    assert len(ids) == len(said)
