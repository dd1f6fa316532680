"""What is refused before anything is started, and what happens when nothing can be started."""

from datetime import date

import pytest
from sqlalchemy import update

from store import tables as t
from store.engine import Database
from tests.store.makers import make_grant, make_person, make_unit
from tests.web.callers import Api, code

DEED = {"title": "Giúp dân dọn nhà sau lũ", "done_on": "2026-11-20", "story": "Ba nhà ven suối."}


def body(**changes: object) -> dict[str, object]:
    told: dict[str, object] = {"programme": "so-vang", "deed": {**DEED, **changes.pop("deed", {})}}  # type: ignore[dict-item]
    return told | changes


@pytest.mark.parametrize(
    ("changes", "refusal", "params"),
    [
        ({"deed": {"done_on": "2026-11-24"}}, "deed_in_future", {"done_on": "2026-11-24", "today": "2026-11-23"}),
        (
            {"deed": {"done_on": "2026-10-20"}},
            "deed_too_old",
            {"done_on": "2026-10-20", "at_most": "30 days", "until": "2026-11-19"},
        ),
        ({"deed": {"done_on": "1900-01-01"}}, "deed_too_old", None),
        ({"deed": {"story": ""}}, "fields_missing", {"fields": ["story"]}),
        ({"programme": "unknown"}, "no_rules", {"programme": "unknown", "on": "2026-11-23"}),
        ({"unit_id": "nowhere"}, "unknown_unit", {"unit": "nowhere"}),
        ({"deed": {"honoured": ["nobody"]}}, "unknown_person", {"person": "nobody"}),
        ({"deed": {"honoured": ["doi-1"]}}, "wrong_subject", {"person": "doi-1", "subject": "individual"}),
        (
            {"deed": {"honoured": ["an"], "subject": "collective"}},
            "wrong_subject",
            {"person": "an", "subject": "collective"},
        ),
    ],
)
async def test_the_rules_refuse_before_anything_starts(
    api: Api, changes: dict[str, object], refusal: str, params: dict[str, object] | None
) -> None:
    response = await api.post("/nominations", body(**changes), as_="an")

    assert code(response) == (422, refusal)
    assert params is None or response.json()["params"] == params


async def test_every_field_that_the_rules_miss_is_named(api: Api) -> None:
    response = await api.post("/nominations", body(deed={"story": " "}), as_="an")

    assert response.json()["errors"] == [
        {"field": "deed.story", "code": "missing", "detail": "This is required."},
    ]


async def test_a_closed_unit_names_its_successor(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_unit(conn, "old-team", "district", valid_to=date(2026, 6, 30), successor_id="team")

    response = await api.post("/nominations", body(unit_id="old-team"), as_="an")

    assert code(response) == (422, "unit_closed")
    assert response.json()["params"] == {"unit": "old-team", "closed_on": "2026-06-30", "successor": "team"}


async def test_an_ended_unit_without_a_successor_is_said_to_have_none(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_unit(conn, "old-team", "district", valid_to=date(2026, 6, 30))

    response = await api.post("/nominations", body(unit_id="old-team"), as_="an")

    assert code(response) == (422, "unit_ended")


async def test_a_unit_that_has_not_begun_says_when_it_will(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_unit(conn, "new-team", "district", valid_from=date(2027, 1, 1))

    response = await api.post("/nominations", body(unit_id="new-team"), as_="an")

    assert code(response) == (422, "unit_not_begun")


async def test_nobody_logs_at_somebody_elses_unit(api: Api) -> None:
    response = await api.post("/nominations", body(unit_id="other-district"), as_="an")

    assert code(response) == (403, "not_allowed")


async def test_without_the_engine_a_log_entry_is_not_lost_silently(api: Api) -> None:
    response = await api.post("/nominations", body(), as_="an")

    assert code(response) == (503, "engine_unavailable")
    assert response.headers["retry-after"] == "5"


async def test_a_refused_entry_can_be_sent_again_under_its_key(api: Api) -> None:
    first = await api.post("/nominations", body(deed={"done_on": "2026-11-24"}), as_="an", key="the-same-key")

    again = await api.post("/nominations", body(), as_="an", key="the-same-key")

    assert code(first) == (422, "deed_in_future")
    assert code(again) == (503, "engine_unavailable")  # judged anew, and let through to the engine


@pytest.mark.parametrize(
    ("key", "refusal"),
    [(None, "idempotency_key_missing"), ("short", "idempotency_key_invalid"), ("x" * 201, "idempotency_key_invalid")],
)
async def test_a_write_needs_a_key(api: Api, key: str | None, refusal: str) -> None:
    response = await api.post("/nominations", body(), as_="an", key=key)

    assert code(response) == (400, refusal)


async def test_an_entry_without_a_unit_follows_the_own_units_successor(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_unit(conn, "new-team", "district")
        ended = {"valid_to": date(2026, 6, 30), "successor_id": "new-team"}
        conn.execute(update(t.units).where(t.units.c.id == "team").values(ended))

    response = await api.post("/nominations", body(), as_="an")

    assert code(response) == (403, "not_allowed")  # it is the new unit she has no office at, not the closed one
    with sqlite_db.write() as conn:
        make_grant(conn, "an", "officer", "new-team")
    assert code(await api.post("/nominations", body(), as_="an")) == (503, "engine_unavailable")


async def test_an_administrator_logs_no_deed(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_person(conn, "clerk", "province")

    response = await api.post("/nominations", body(), as_="admin")

    assert code(response) == (403, "not_allowed")
