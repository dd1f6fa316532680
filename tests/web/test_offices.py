"""Offices, seats, deputies and files of the organisation over the API: who sees and who writes which."""

from typing import Any

import pytest
from sqlalchemy import select

from store import audit
from store import tables as t
from store.engine import Database
from tests.web.callers import Api, code

OFFICE = {"person_id": "an", "role": "secretary", "unit_id": "team", "valid_from": "2026-11-01"}
SEAT = {"person_id": "an", "council": "unit", "unit_id": "district", "post": "member"}
DEPUTY = {"person_id": "binh", "deputy_id": "an", "valid_from": "2026-11-20", "reason": "Đi học"}
MAPPING = "old_unit_id,new_unit_id,name_vi\nteam,team-new,Đội mới\n"


async def listed(api: Api, path: str, as_: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await api.get(path, as_=as_)).json()["items"]
    return items


async def test_an_office_is_given_listed_and_ended(api: Api) -> None:
    given = await api.post("/offices", OFFICE, as_="admin")
    again = await api.post("/offices", OFFICE, as_="admin")
    ended = await api.post("/offices", {**OFFICE, "valid_to": "2026-11-30"}, as_="admin")

    assert [one.json() for one in (given, again, ended)] == [
        {"state": "new", "columns": []},
        {"state": "unchanged", "columns": []},
        {"state": "changed", "columns": ["valid_to"]},
    ]
    (there,) = await listed(api, "/offices?person=an&role=secretary", "head")
    assert there == {**OFFICE, "valid_to": "2026-11-30", "id": "an/secretary/team/2026-11-01"}
    assert await listed(api, "/offices?person=an&role=secretary&on=2026-12-01", "head") == []


async def test_a_request_that_is_sent_again_is_done_once(api: Api, sqlite_db: Database) -> None:
    first = await api.post("/seats", SEAT, as_="admin", key="a-key-of-mine")
    await api.post("/seats", {**SEAT, "valid_to": "2026-11-01"}, as_="admin")
    again = await api.post("/seats", SEAT, as_="admin", key="a-key-of-mine")

    assert (first.json(), again.json()) == ({"state": "new", "columns": []},) * 2
    (seat,) = await listed(api, "/seats?person=an", "an")
    assert seat == {
        **SEAT,
        "voting": True,
        "category": None,
        "valid_from": None,
        "valid_to": "2026-11-01",
        "id": seat["id"],
    }
    with sqlite_db.read() as conn:
        acts = conn.execute(select(t.audit.c.actor_id, t.audit.c.action).order_by(t.audit.c.seq)).all()
        assert audit.verify(conn).is_unbroken
    assert [tuple(act) for act in acts][-2:] == [("admin", "import_seats")] * 2


@pytest.mark.parametrize(
    ("path", "body", "who", "status"),
    [
        ("/offices", OFFICE, "head", 403),
        ("/offices", OFFICE, "an", 403),
        ("/seats", SEAT, "secretary", 403),
        ("/deputies", DEPUTY, "head", 200),
        ("/deputies", DEPUTY, "binh", 200),
        ("/deputies", DEPUTY, "an", 404),
        ("/deputies", DEPUTY, "strange-head", 404),
        ("/imports/mapping", {"content": MAPPING}, "head", 403),
        ("/imports/deputies", {"content": MAPPING}, "auditor", 403),
    ],
)
async def test_a_row_is_written_by_whom_the_judge_lets(
    api: Api, path: str, body: object, who: str, status: int
) -> None:
    assert (await api.post(path, body, as_=who)).status_code == status


async def test_a_row_that_cannot_be_says_why(api: Api) -> None:
    refused = await api.post("/offices", {**OFFICE, "person_id": "binh", "role": "auditor"}, as_="admin")
    seat = await api.post("/seats", {**SEAT, "person_id": "admin"}, as_="admin")

    assert code(refused) == code(seat) == (422, "row_refused")
    assert [one.json()["params"]["because"] for one in (refused, seat)] == [
        "auditor_with_other_role",
        "administrator_on_council",
    ]
    assert "An administrator has no seat in a council" in seat.json()["detail"]


async def test_lists_show_only_what_the_visitors_offices_reach(api: Api) -> None:
    await api.post("/deputies", DEPUTY, as_="head")

    seen = {who: [one["person_id"] for one in await listed(api, "/deputies", who)] for who in ("an", "chi", "head")}
    offices = {
        who: {one["unit_id"] for one in await listed(api, "/offices?limit=200", who)}
        for who in ("head", "strange-head")
    }

    assert seen == {"an": ["binh"], "chi": ["binh"], "head": ["binh"]}
    assert offices == {"head": {"team", "district"}, "strange-head": {"other-district"}}


async def test_a_list_goes_on_where_its_page_ended(api: Api) -> None:
    first = (await api.get("/offices?limit=4", as_="admin")).json()
    rest = (await api.get(f"/offices?limit=200&cursor={first['next']}", as_="admin")).json()
    whole = (await api.get("/offices?limit=200", as_="admin")).json()

    assert first["items"] + rest["items"] == whole["items"]
    assert code(await api.get("/offices?cursor=x", as_="admin")) == (400, "bad_cursor")


async def test_a_reorganisation_is_looked_at_and_then_carried_out(api: Api) -> None:
    look = (await api.post("/imports/mapping", {"content": MAPPING}, as_="admin")).json()
    before = (await api.get("/units/team", as_="an")).json()["is_there"]
    taken = (await api.post("/imports/mapping", {"content": MAPPING, "take": "all"}, as_="admin")).json()

    (row,) = look["rows"]
    assert (look["is_taken"], before, taken["is_taken"]) == (False, True, True)
    assert (row["state"], row["code"], row["params"]["people"]) == ("new", "goes_over", 4)
    assert row["says"].startswith("From 23/11/2026 on, team is team-new: 4 people")
    assert (await api.get("/units/team", as_="an")).json()["open_successor_id"] == "team-new"


async def test_a_file_of_which_no_row_can_be_told_says_why(api: Api) -> None:
    refused = await api.post("/imports/mapping", {"content": "old_unit_id\nteam\n"}, as_="admin")

    assert code(refused) == (422, "file_unreadable")
    assert refused.json()["params"]["because"] == "columns_missing"
