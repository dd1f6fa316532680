"""The list of nominations as the API gives it, on both databases."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from store import nominations
from store import tables as t
from store.engine import Database
from tests.store.makers import make_grant, make_nomination, make_person, make_sitting
from tests.web.callers import Api, code
from tests.web.conftest import NOW
from web.api.nominations import AskedNominations

FOR_THE_LEADER = {"waits_for_role": "leader", "waits_for_unit_id": "team"}


async def ids(api: Api, query: str, as_: str = "head") -> list[str]:
    response = await api.get(f"/nominations?{query}", as_=as_)
    assert response.status_code == 200, response.text
    return [one["id"] for one in response.json()["items"]]


@pytest.fixture
async def filled(api_on_both: Api, db: Database) -> AsyncIterator[Api]:
    with db.write() as conn:
        make_nomination(conn, "n-1", logged_at=NOW - timedelta(days=3), deed_on=date(2026, 11, 1), stage="team")
        make_nomination(
            conn,
            "n-2",
            logged_at=NOW - timedelta(days=2),
            deed_on=date(2026, 11, 9),
            author_id="chi",
            honoured=["binh"],
            waits_for_role="head",
            waits_for_unit_id="district",
            due_at=NOW - timedelta(hours=1),
            title="Cứu người đuối nước ở hồ Trúc",
        )
        make_nomination(conn, "n-3", logged_at=NOW - timedelta(days=1), status="ended", outcome="declined", stage="end")
        make_nomination(conn, "n-4", unit_id="other-district", author_id="stranger", honoured=["stranger"])
    return api_on_both


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["n-3", "n-2", "n-1"]),
        ("sort=logged_at", ["n-1", "n-2", "n-3"]),
        ("sort=-deed_on", ["n-3", "n-2", "n-1"]),
        ("sort=due_at", ["n-2"]),
        ("stage=team", ["n-1"]),
        ("status=ended", ["n-3"]),
        ("outcome=declined", ["n-3"]),
        ("author=chi", ["n-2"]),
        ("honoured=binh", ["n-2"]),
        ("honoured=an", ["n-3", "n-1"]),
        ("unit=team", ["n-3", "n-2", "n-1"]),
        ("unit=other-district", []),
        ("unit=nowhere", []),
        ("deed_from=2026-11-02&deed_to=2026-11-10", ["n-2"]),
        ("is_overdue=true", ["n-2"]),
        ("waits_for_me=true", ["n-2"]),
        ("q=cuu+nguoi", ["n-2"]),
        ("q=trúc", ["n-2"]),
        ("q=%25", []),
        ("q=ho'+OR+1=1", []),
        ("is_sample=true", []),
        ("category=none", []),
    ],
)
async def test_filters_and_orders(filled: Api, query: str, found: list[str]) -> None:
    assert await ids(filled, query) == found


async def test_what_was_given_to_somebody_by_name_waits_for_her_and_not_for_the_office(
    filled: Api, db: Database
) -> None:
    with db.write() as conn:
        conn.execute(update(t.nominations).where(t.nominations.c.id == "n-2").values(assignee_id="stranger"))

    assert await ids(filled, "waits_for_me=true") == []
    assert await ids(filled, "waits_for_me=true", as_="stranger") == ["n-2"]


async def test_an_officer_sees_her_own_and_what_honours_her(filled: Api) -> None:
    assert await ids(filled, "", as_="an") == ["n-3", "n-1"]
    assert await ids(filled, "", as_="chi") == ["n-2"]


async def test_the_province_sees_everything(filled: Api) -> None:
    assert sorted(await ids(filled, "", as_="office")) == ["n-1", "n-2", "n-3", "n-4"]


async def test_a_council_member_sees_what_came_before_her_council(filled: Api, db: Database) -> None:
    with db.write() as conn:
        make_sitting(conn, "s-1", members=["m-2"], candidates=["n-1"])

    assert await ids(filled, "", as_="m-2") == ["n-1"]
    assert (await filled.get("/nominations/n-1", as_="m-2")).status_code == 200
    assert code(await filled.get("/nominations/n-2", as_="m-2")) == (404, "not_found")


async def test_a_walk_over_the_pages_meets_everything_once(api_on_both: Api, db: Database) -> None:
    with db.write() as conn:
        for number in range(23):
            make_nomination(conn, f"n-{number:02}", logged_at=NOW - timedelta(hours=number // 3))
    seen, cursor = [], None
    while True:
        page = await api_on_both.get(
            "/nominations", as_="head", params={"limit": 5} | ({"cursor": cursor} if cursor else {})
        )
        seen += [one["id"] for one in page.json()["items"]]
        cursor = page.json()["next"]
        if cursor is None:
            break

    assert sorted(seen) == [f"n-{number:02}" for number in range(23)]


async def test_a_cursor_belongs_to_its_order(filled: Api) -> None:
    cursor = (await filled.get("/nominations?limit=1", as_="head")).json()["next"]

    response = await filled.get("/nominations", params={"cursor": cursor, "sort": "deed_on"}, as_="head")

    assert code(response) == (400, "bad_cursor")


async def test_whom_it_waits_for_is_asked_today_so_a_leaver_is_seen_at_once(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_nomination(
            conn, "n-1", waits_for_role="leader", waits_for_unit_id="team", author_id="chi", honoured=["chi"]
        )
        make_person(conn, "new-leader")
        make_grant(conn, "new-leader", "leader", "team", valid_from=date(2026, 11, 24))

    response = await api.get("/nominations/n-1", as_="head")

    assert response.json()["waits_for_people"] == ["binh"]


async def test_who_waits_is_never_the_author_or_the_honoured(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_nomination(
            conn, "n-1", waits_for_role="leader", waits_for_unit_id="team", author_id="an", honoured=["binh"]
        )

    response = await api.get("/nominations/n-1", as_="head")

    assert response.json()["waits_for_people"] == []


def test_the_list_offers_every_order_of_the_store() -> None:
    offered = AskedNominations.model_json_schema()["properties"]["sort"]["enum"]

    assert sorted(offered) == sorted(nominations.ORDERS)
