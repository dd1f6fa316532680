"""What a list shows is what may be read one by one: for everybody, and everything, on both databases."""

from datetime import date

import pytest
from sqlalchemy import update

from store import tables as t
from store.engine import Database
from tests.store.makers import make_grant, make_nomination, make_sitting, make_unit
from tests.web.callers import Api
from tests.web.town import MEMBERS

NOMINATIONS = ("n-1", "n-2", "n-3", "n-4", "n-5")
EVERYBODY = (
    "an",
    "binh",
    "chi",
    "head",
    "secretary",
    "chair",
    "stranger",
    "strange-head",
    "office",
    "admin",
    "auditor",
)


@pytest.fixture
def mixed(api_on_both: Api, db: Database) -> Api:
    """The API with things of every kind: of closed units, of others, assigned, honoured, before a council."""
    with db.write() as conn:
        make_unit(conn, "old-team", "district", valid_to=date(2026, 6, 30), successor_id="team")
        make_grant(conn, "secretary", "secretary", "old-team")
        make_nomination(conn, "n-1")
        make_nomination(conn, "n-2", unit_id="old-team", author_id="gone", honoured=["gone"])
        make_nomination(conn, "n-3", unit_id="other-district", author_id="stranger", honoured=["chi"])
        make_nomination(conn, "n-4", unit_id="department", author_id="gone", honoured=["gone"], assignee_id="binh")
        make_nomination(conn, "n-5", unit_id="other-district", author_id="stranger", honoured=["stranger"])
        make_sitting(conn, "s-1", members=MEMBERS, candidates=["n-5"])
        make_sitting(conn, "s-2", unit_id="other-district", council_id="other", members=["binh"], candidates=["n-3"])
    return api_on_both


@pytest.mark.parametrize("who", EVERYBODY)
async def test_the_list_of_nominations_agrees_with_each_of_them(mixed: Api, who: str) -> None:
    listed = {one["id"] for one in (await mixed.get("/nominations", as_=who)).json()["items"]}

    single = {id_ for id_ in NOMINATIONS if (await mixed.get(f"/nominations/{id_}", as_=who)).status_code == 200}

    assert listed == single


@pytest.mark.parametrize("who", EVERYBODY)
async def test_the_list_of_sittings_agrees_with_each_of_them(mixed: Api, who: str) -> None:
    listed = {one["id"] for one in (await mixed.get("/sittings", as_=who)).json()["items"]}

    single = {id_ for id_ in ("s-1", "s-2") if (await mixed.get(f"/sittings/{id_}", as_=who)).status_code == 200}

    assert listed == single


@pytest.mark.parametrize("who", EVERYBODY)
async def test_the_list_of_people_agrees_with_each_of_them(mixed: Api, db: Database, who: str) -> None:
    with db.write() as conn:
        conn.execute(update(t.people).where(t.people.c.id == "chi").values(unit_id="old-team"))
    listed = {one["id"] for one in (await mixed.get("/people?limit=200", as_=who)).json()["items"]}

    single = {id_ for id_ in mixed.tokens if (await mixed.get(f"/people/{id_}", as_=who)).status_code == 200}

    assert listed == single
