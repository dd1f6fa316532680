"""The editions of calendars over the API: which there are, which counts, and what one says."""

import pytest

from rules.calendar_editions import CalendarEdition, calendar_edition, read_calendar, shipped
from store import calendars
from store.engine import Database
from tests.web.callers import Api, code
from tests.web.conftest import NOW
from tests.web.test_rule_changes import with_notice

OFF = calendar_edition(read_calendar(with_notice("2027-03-02"), "vietnam.yaml"))


def adopt(database: Database, *editions: CalendarEdition) -> None:
    with database.write() as conn:
        for edition in editions:
            calendars.adopt(conn, edition, NOW, by="admin", note="Thông báo 1")


async def test_every_adoption_is_listed_and_the_last_one_counts(api: Api, sqlite_db: Database) -> None:
    adopt(sqlite_db, shipped("vietnam"), OFF, shipped("vietnam"))

    listed = (await api.get("/rules/calendars?calendar=vietnam", as_="an")).json()["items"]

    assert [(one["hash"], one["is_counting"]) for one in listed] == [
        (shipped("vietnam").hash, True),
        (OFF.hash, False),
        (shipped("vietnam").hash, False),
    ]
    assert (listed[0]["adopted_by"], listed[0]["note"]) == ("admin", "Thông báo 1")
    assert (await api.get("/rules/calendars?calendar=mars", as_="an")).json() == {"items": []}


async def test_an_edition_says_its_days(api: Api, sqlite_db: Database) -> None:
    adopt(sqlite_db, OFF)

    one = (await api.get(f"/rules/calendars/{OFF.hash}", as_="an")).json()

    assert (one["calendar"], one["is_counting"]) == ("vietnam", True)
    assert one["content"]["file"]["days"][-1]["day"] == "2027-03-02"


@pytest.mark.parametrize("hash_", ["sc1-0000000000000000", "x"])
async def test_what_was_never_adopted_is_not_there(api: Api, hash_: str) -> None:
    assert code(await api.get(f"/rules/calendars/{hash_}", as_="an")) == (404, "not_found")
