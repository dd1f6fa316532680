"""Books, people, units, periods and rules as the API shows them, on both databases where a query is asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from rules.loading import edition_hash, find_programme
from store import tables as t
from store.engine import Database
from tests.store.makers import make_nomination, make_person, make_sitting, make_unit
from tests.web.callers import Api, code
from tests.web.conftest import NOW

SO_VANG = edition_hash(find_programme("so-vang"))


def make_entry(db: Database, number: int, **changes: Any) -> None:
    row = {
        "id": f"unit/district/2026/{number}",
        "book": "unit",
        "unit_id": "district",
        "year": 2026,
        "number": number,
        "nomination_id": f"n-{number}",
        "recorded_at": NOW + timedelta(minutes=number),
        "title": "Tìm người lạc",
        "is_sample": False,
    } | changes
    with db.write() as conn:
        conn.execute(t.entries.insert().values(row))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [3, 2, 1]),
        ("sort=recorded_at", [1, 2, 3]),
        ("book=province", [3]),
        ("unit=district", [2, 1]),
        ("year=2025", []),
        ("quarter=2026-Q4", [1]),
        ("quarter=2026-Q3", []),
        ("nomination=n-2", [2]),
    ],
)
async def test_the_lines_of_a_book_by_book_unit_year_and_quarter(
    api_on_both: Api, db: Database, query: str, found: list[int]
) -> None:
    with db.write() as conn:
        make_sitting(conn, "s-1", period="2026-11", candidates=())
    make_entry(db, 1, sitting_id="s-1")
    make_entry(db, 2)
    make_entry(db, 3, id="province/province/2026/3", book="province", unit_id="province")

    response = await api_on_both.get(f"/books/entries?{query}", as_="office")

    assert [line["number"] for line in response.json()["items"]] == found


async def test_a_published_line_is_everybodys_and_one_still_to_come_its_own_peoples(
    api_on_both: Api, db: Database
) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1", author_id="an", honoured=["chi"])
    make_entry(db, 1, published_at=NOW + timedelta(seconds=1))
    make_entry(db, 2, published_at=NOW)

    async def seen(as_: str) -> list[int]:
        listed = await api_on_both.get("/books/entries?sort=recorded_at", as_=as_)
        single = [
            number
            for number in (1, 2)
            if (await api_on_both.get(f"/books/entries/unit/district/2026/{number}", as_=as_)).status_code == 200
        ]
        assert [line["number"] for line in listed.json()["items"]] == single
        return single

    assert await seen("stranger") == [2]
    assert await seen("an") == [1, 2]
    assert await seen("chi") == [1, 2]
    assert await seen("binh") == [2]  # leads the team, and the book is the district's
    assert await seen("head") == [1, 2]


@pytest.mark.parametrize(
    ("query", "as_", "found"),
    [
        ("", "an", ["an", "binh", "chi", "doi-1"]),
        ("", "stranger", ["strange-head", "stranger"]),
        ("sort=-name", "an", ["doi-1", "chi", "binh", "an"]),
        ("q=binh", "an", ["binh"]),
        ("q=CÁN+BỘ+bình", "an", ["binh"]),
        ("q=chair", "an", []),
        ("q=chair", "head", ["chair"]),
        ("unit=team&q=an", "head", ["an"]),
        ("unit=other-district", "head", []),
    ],
)
async def test_people_are_there_for_their_own_unit_and_for_whoever_looks_after_it(
    api_on_both: Api, query: str, as_: str, found: list[str]
) -> None:
    response = await api_on_both.get(f"/people?{query}", as_=as_)

    assert [person["id"] for person in response.json()["items"]] == found


async def test_a_walk_over_the_people_meets_namesakes_too(api_on_both: Api, db: Database) -> None:
    with db.write() as conn:
        for number in range(7):
            make_person(conn, f"p-{number}", name="Nguyễn Thị Hoa", number=None, search="nguyen thi hoa")
    seen, cursor = [], None
    while True:
        behind = {"cursor": cursor} if cursor else {}
        page = await api_on_both.get("/people", as_="an", params={"q": "hoa", "limit": 3, **behind})
        seen += [person["id"] for person in page.json()["items"]]
        cursor = page.json()["next"]
        if cursor is None:
            break

    assert seen == [f"p-{number}" for number in range(7)]


async def test_a_unit_says_where_it_stands_on_a_day(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_unit(conn, "old-team", "district", valid_to=date(2026, 6, 30), successor_id="team")

    then = await api.get("/units/old-team?on=2026-06-30", as_="an")
    now = await api.get("/units/old-team", as_="an")

    assert (then.json()["is_there"], then.json()["open_successor_id"]) == (True, "old-team")
    assert (now.json()["is_there"], now.json()["open_successor_id"]) == (False, "team")
    assert now.json()["councils"] == {"province": "province", "unit": "district"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=district", ["district", "other-district"]),
        ("under=district", ["commune", "district", "team"]),
        ("under=district&with_ended=true", ["commune", "district", "old-team", "team"]),
        ("under=district&on=2026-06-30", ["commune", "district", "old-team", "team"]),
        ("kind=none", []),
    ],
)
async def test_the_units_of_a_day(api: Api, sqlite_db: Database, query: str, found: list[str]) -> None:
    with sqlite_db.write() as conn:
        make_unit(conn, "old-team", "district", valid_to=date(2026, 6, 30), successor_id="team")

    response = await api.get(f"/units?{query}", as_="an")

    assert [unit["id"] for unit in response.json()["items"]] == found


async def test_a_closed_period_has_its_summary(api_on_both: Api, db: Database) -> None:
    summary = {"units": 3, "selected": {"district": 2}, "none": ["department"], "nobody_selected": ["other-district"]}
    summary |= {"reported_to": ["province"]}
    instants = dict.fromkeys(("opens_at", "candidates_close_at", "votes_open_at", "votes_close_at"), NOW)
    row = {"id": "period/so-vang/unit-month/2026-10", "programme": "so-vang", "stage": "unit-month"}
    with db.write() as conn:
        closed = {"period": "2026-10", "edition": SO_VANG, "status": "closed", "summary": summary}
        conn.execute(t.periods.insert().values({**row, **instants, **closed}))

    listed = await api_on_both.get("/periods?stage=unit-month&status=closed&period=2026-10", as_="an")
    one = await api_on_both.get("/periods/period/so-vang/unit-month/2026-10", as_="an")
    none = await api_on_both.get("/periods/period/so-vang/unit-month/2026-09", as_="an")

    assert listed.json()["items"] == [one.json()]
    assert one.json()["summary"] == summary
    assert code(none) == (404, "not_found")


async def test_the_editions_of_a_programme_and_the_one_in_force(api_on_both: Api, db: Database) -> None:
    with db.write() as conn:
        e = t.editions.c
        row = conn.execute(t.editions.select().where(e.hash == SO_VANG)).mappings().one()
        later = {**row, "hash": "sv1-0000000000000000", "in_force_from": date(2027, 1, 1), "adopted_at": NOW}
        conn.execute(t.editions.insert().values(later))

    listed = await api_on_both.get("/rules/editions?programme=so-vang", as_="an")
    today = await api_on_both.get("/rules/in-force?programme=so-vang", as_="an")
    then = await api_on_both.get("/rules/in-force?programme=so-vang&on=2027-01-01", as_="an")
    before = await api_on_both.get("/rules/in-force?programme=so-vang&on=2021-08-31", as_="an")

    assert [(one["hash"], one["is_in_force"]) for one in listed.json()["items"]] == [
        ("sv1-0000000000000000", False),
        (SO_VANG, True),
    ]
    assert (today.json()["hash"], then.json()["hash"]) == (SO_VANG, "sv1-0000000000000000")
    assert code(before) == (422, "no_rules")


async def test_an_edition_is_found_by_its_hash_with_every_clause(api: Api) -> None:
    response = await api.get(f"/rules/editions/{SO_VANG}", as_="an")

    province = next(stage for stage in response.json()["content"]["stages"] if stage["stage"] == "province")
    assert (province["passes_with"], province["select"]["at_most"]) == ("at least 80% of members", "20")
    assert code(await api.get("/rules/editions/sv1-ffffffffffffffff", as_="an")) == (404, "not_found")


@pytest.mark.parametrize(
    ("count", "told"),
    [
        ({"members": 15, "for": 12, "against": 3}, ("passed", 12, 15, "4/5")),
        ({"members": 15, "for": 11, "against": 4}, ("failed", 12, 15, "11/15")),
        ({"members": 5, "for": 4, "recused": 1}, ("passed", 4, 4, "1")),
        ({"members": 15, "for": 9}, ("no_quorum", 12, 15, "3/5")),
        ({"members": 3, "for": 0, "recused": 3}, ("no_quorum", 1, 0, None)),
    ],
)
async def test_a_count_is_tried_under_the_rules_in_force(
    api: Api, count: dict[str, int], told: tuple[str, int, int, str | None]
) -> None:
    response = await api.post("/rules/try", {"programme": "so-vang", "stage": "province", **count}, as_="an")

    trial = response.json()
    assert (trial["outcome"], trial["needed"], trial["base"], trial["share"]) == told
    assert trial["edition"] == SO_VANG
    assert trial["explanation"][0]["says"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"programme": "unknown"}, "no_rules"),
        ({"stage": "nowhere"}, "no_such_stage"),
        ({"stage": "team"}, "not_a_council"),
        ({"edition": "sv1-ffffffffffffffff"}, "no_such_edition"),
        ({"for": 16}, "count_over_members"),
        ({"present": 16}, "present_over_members"),
        ({"for": -1}, "invalid"),
    ],
)
async def test_a_trial_that_makes_no_sense_is_refused(api: Api, changes: dict[str, object], refusal: str) -> None:
    body = {"programme": "so-vang", "stage": "province", "members": 15, "for": 12} | changes

    response = await api.post("/rules/try", body, as_="an")

    assert code(response) == (422, refusal)


async def test_ready_says_what_is_missing(api: Api) -> None:
    response = await api.get("/ready")

    assert response.status_code == 503
    assert response.json() == {"status": "not_ready", "database": True, "engine": False}


async def test_a_deputy_sees_what_the_one_who_is_away_sees(api_on_both: Api, db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1")
        away = {"id": "d", "person_id": "head", "deputy_id": "strange-head", "valid_from": date(2026, 11, 23)}
        conn.execute(t.deputies.insert().values(away))

    today = await api_on_both.get("/nominations", as_="strange-head")
    with db.write() as conn:
        conn.execute(update(t.deputies).values(valid_from=date(2026, 11, 24)))
    tomorrow = await api_on_both.get("/nominations", as_="strange-head")

    assert [one["id"] for one in today.json()["items"]] == ["n-1"]
    assert tomorrow.json()["items"] == []
