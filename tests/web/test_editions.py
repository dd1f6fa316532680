"""Editions over the API: whole, compared, and found again behind every stage, deadline and sitting."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from rules.editions import canonical_json, edition_hash
from rules.loading import find_programme
from rules.programme import Programme
from store import tables as t
from store.engine import Database
from store.rulebook import adopt
from tests.store.cases import LONG_AGO, changed, log, make_council, open_votes, plan, stand
from tests.web.callers import Api, code
from tests.web.conftest import NOW

SO_VANG = find_programme("so-vang")
FIRST = edition_hash(SO_VANG)


def later(**changes: Any) -> Programme:
    return changed("unit-month", since=date(2026, 1, 1), **changes)


def with_exception(sets: dict[str, Any]) -> Programme:
    said = json.loads(canonical_json(later(ballot="open")))
    one = {"for": {"units": ["district"], "periods": ["2026-10..2026-12"]}, "because": "Cao điểm", "set": sets}
    return Programme.model_validate_json(json.dumps(said | {"exceptions": [one]}))


async def test_an_edition_is_told_whole_and_aloud(api_on_both: Api) -> None:
    told = (await api_on_both.get(f"/rules/editions/{FIRST}", as_="an", headers={"Accept-Language": "en"})).json()

    assert told["content"]["stages"][5]["select"]["at_most"] == "20"
    assert "Selected are: at most 20." in told["prose"]
    assert (told["text"], told["cases"], told["is_in_force"]) == (None, None, True)


async def test_an_edition_that_a_change_brought_has_its_file(api_on_both: Api, db: Database) -> None:
    change = {
        "id": "rc-1", "programme": "so-vang", "phase": "done", "text": "schema: …", "cases": None, "base": FIRST,
        "edition": FIRST, "in_force_from": date(2026, 1, 1), "starts_at": NOW, "running": "now", "because": "Thêm",
        "proposed_by": "admin", "proposed_at": NOW, "number": 1,
    }  # fmt: skip
    with db.write() as conn:
        conn.execute(t.rule_changes.insert().values(change))

    told = (await api_on_both.get(f"/rules/editions/{FIRST}", as_="an")).json()

    assert (told["text"], told["cases"]) == ("schema: …", None)


async def test_two_editions_are_compared(api_on_both: Api, db: Database) -> None:
    with db.write() as conn:
        second = adopt(conn, later(ballot="open"), LONG_AGO, by="admin")

    response = await api_on_both.get(
        f"/rules/editions/{second}/differences?from={FIRST}", as_="an", headers={"Accept-Language": "en"}
    )

    assert response.json()["clauses"] == [
        {"clause": "in_force_from", "before": "2021-09-01", "after": "2026-01-01"},
        {"clause": "stages.unit-month.ballot", "before": "secret", "after": "open"},
    ]
    assert response.json()["sentences"][-1] == {"part": "unit-month", "sign": "+", "sentence": "The vote is open."}
    for unknown in (f"{second}/differences?from=sv1-0", f"sv1-0/differences?from={second}"):
        assert code(await api_on_both.get(f"/rules/editions/{unknown}", as_="an")) == (404, "not_found")


@pytest.mark.parametrize("kind", ["programme", "calendar", "cases"])
async def test_the_schema_of_a_rule_file_is_there(api: Api, kind: str) -> None:
    assert (await api.get(f"/rules/schema?of={kind}", as_="an")).json()["$id"] == f"sovang.{kind}/1"


async def test_every_stage_says_which_rules_applied_and_by_which_exception(api_on_both: Api, db: Database) -> None:
    with db.write() as conn:
        edition = adopt(conn, with_exception({"stages.team.within": "5 working days"}), LONG_AGO, by="admin")
    log(db, "n-1")

    told = (await api_on_both.get("/nominations/n-1/terms", as_="an", headers={"Accept-Language": "en"})).json()
    why = (await api_on_both.get("/nominations/n-1/explanation", as_="an")).json()

    (stage,) = told["terms"]
    assert (stage["stage"], stage["edition"], stage["number"]) == ("team", edition, 1)
    assert [one["says"] for one in stage["exceptions"]] == [
        "By exception 1 of the rules (within: 5 working days): Cao điểm"
    ]
    assert why["deadline"]["is_extended"] is False
    assert why["deadline"]["calendar_edition"] == stage["calendar_edition"]
    assert [one["code"] for one in why["exceptions"]] == ["exception_applies"]


async def test_a_sitting_says_under_which_exception_it_is_held(api_on_both: Api, db: Database) -> None:
    sets = {"stages.unit-month.passes_with": "at least 60% of members"}
    with db.write() as conn:
        adopt(conn, with_exception(sets), LONG_AGO, by="admin")
        t_seats = conn.execute(t.councils.select().where(t.councils.c.unit_id == "district")).first()
        assert t_seats is not None
        sitting = plan(conn, council_id=t_seats.id)
        make_council(conn, "department", members=())
        stand(conn, "n-1", stage_since=NOW - timedelta(days=30), logged_at=NOW - timedelta(days=30))

    before = (await api_on_both.get(f"/sittings/{sitting}", as_="secretary")).json()
    open_votes(db, sitting)
    after = (await api_on_both.get(f"/sittings/{sitting}", as_="secretary")).json()

    assert [one["params"]["number"] for one in before["exceptions"]] == [1]
    assert before["exceptions"] == after["exceptions"]
    assert (before["policy"], after["policy"]["passes_with"]) == (None, "at least 60% of members")


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [({}, "failed"), ({"unit": "district", "period": "2026-11"}, "passed"), ({"period": "2026-11"}, "failed")],
)
async def test_a_count_is_tried_for_a_unit_and_a_period(
    api_on_both: Api, db: Database, asked: dict[str, str], outcome: str
) -> None:
    with db.write() as conn:
        adopt(conn, with_exception({"stages.unit-month.passes_with": "at least 60% of members"}), LONG_AGO, by="admin")
    body = {"programme": "so-vang", "stage": "unit-month", "members": 5, "for": 3, "against": 2}

    response = await api_on_both.post("/rules/try", body | asked, as_="an")

    assert response.json()["outcome"] == outcome


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"unit": "nowhere"}, "unknown_unit"),
        ({"period": "2026-Q4"}, "not_a_period"),
        ({"period": "2026-13"}, "not_a_period"),
    ],
)
async def test_a_trial_for_nobody_or_never_is_refused(api_on_both: Api, asked: dict[str, str], refused: str) -> None:
    body = {"programme": "so-vang", "stage": "unit-month", "members": 5, "for": 3, "against": 2}

    assert code(await api_on_both.post("/rules/try", body | asked, as_="an")) == (422, refused)
