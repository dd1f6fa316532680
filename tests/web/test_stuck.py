"""What is stuck as the API tells it: scoped, paged, filtered, and without Temporal when that is away."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from rules.loading import edition_hash, find_programme
from store import tables as t
from store.engine import Database
from tests.store.makers import make_nomination, make_sitting
from tests.web.callers import Api, code
from tests.web.conftest import NOW
from tests.web.test_scopes import EVERYBODY
from tests.web.town import MEMBERS

EDITION = edition_hash(find_programme("so-vang"))


@pytest.fixture
def stuck(api_on_both: Api, db: Database) -> Api:
    """One overdue, one whose leader has left, and one before an open vote that closes today."""
    terms = {"stage": "team", "kind": "review", "edition": EDITION, "leads_to": {}, "role": "leader", "place": ""}
    asked = {"stage": "team", "waits_for_role": "leader", "edition": EDITION, "entry": terms, "status": "open"}
    with db.write() as conn:
        since = NOW - timedelta(days=20)
        make_nomination(
            conn, "n-1", waits_for_unit_id="team", due_at=NOW - timedelta(hours=3), stage_since=since, **asked
        )
        make_nomination(conn, "n-2", waits_for_unit_id="other-district", due_at=NOW + timedelta(days=9), **asked)
        make_nomination(conn, "n-3", sitting_id="s-1", edition=EDITION)
        make_nomination(conn, "n-4", waits_for_unit_id="team", due_at=NOW + timedelta(days=9), **asked)
        make_sitting(conn, "s-1", members=MEMBERS, candidates=["n-3"], votes_close_at=NOW + timedelta(hours=5))
        policy = find_programme("so-vang").stage("unit-month").model_dump(mode="json")
        conn.execute(update(t.sittings).values(policy=policy, opened_at=NOW - timedelta(days=2)))
    return api_on_both


async def test_everything_stuck_is_told_with_its_cause_and_who_can_help(stuck: Api) -> None:
    told = (await stuck.get("/stuck", as_="office")).json()

    lines = {(line["kind"], line["id"]): line for line in told["items"]}
    assert {key: (line["cause"], line["unblocks"]) for key, line in lines.items()} == {
        ("nomination", "n-1"): ("overdue", ["binh"]),
        ("nomination", "n-2"): ("decider_gone", ["admin", "head", "office"]),
        ("nomination", "n-3"): ("ballot", sorted(MEMBERS)),
        ("sitting", "s-1"): ("ballot", sorted(MEMBERS)),
    }
    assert (lines["sitting", "s-1"]["more_for_quorum"], lines["nomination", "n-1"]["names"]) == (
        4,
        {"binh": "Cán bộ binh"},
    )
    assert (told["next"], told["workers"]) == (None, None)


async def test_counts_agree_with_the_list(stuck: Api) -> None:
    told = (await stuck.get("/stuck/counts", as_="office")).json()["causes"]

    assert {cause: count for cause, count in told.items() if count} == {"overdue": 1, "decider_gone": 1, "ballot": 2}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cause=overdue", ["n-1"]),
        ("kind=sitting", ["s-1"]),
        ("stage=team", ["n-1", "n-2"]),
        ("over=2d", ["n-1"]),
        ("unit=other-district", []),
        ("unit=district&cause=decider_gone", ["n-2"]),
        ("healthy=true&stage=team", ["n-1", "n-2", "n-4"]),
        ("limit=1&cause=ballot", ["s-1"]),
    ],
)
async def test_filters_narrow_it(stuck: Api, query: str, found: list[str]) -> None:
    told = (await stuck.get(f"/stuck?{query}", as_="office")).json()

    assert [line["id"] for line in told["items"]] == found


@pytest.mark.parametrize("query", ["cause=anything", "over=soon", "over=3", "kind=period", "limit=0", "colour=red"])
async def test_what_cannot_be_asked_is_refused(stuck: Api, query: str) -> None:
    assert code(await stuck.get(f"/stuck?{query}", as_="office")) == (422, "invalid")


async def test_a_cursor_of_another_list_is_refused(stuck: Api) -> None:
    cursor = (await stuck.get("/nominations?limit=1", as_="office")).json()["next"]

    assert code(await stuck.get(f"/stuck?cursor={cursor}", as_="office")) == (400, "bad_cursor")


@pytest.mark.parametrize("who", EVERYBODY)
async def test_nobody_sees_there_what_she_may_not_read(stuck: Api, who: str) -> None:
    lines = (await stuck.get("/stuck?healthy=true", as_=who)).json()["items"]
    ids = {line["id"] for line in lines if line["kind"] == "nomination"}

    readable = {id_ for id_ in ("n-1", "n-2", "n-3", "n-4") if await reads(stuck, f"/nominations/{id_}", who)}

    assert ids == readable
    assert any(line["kind"] == "sitting" for line in lines) == await reads(stuck, "/sittings/s-1", who)


async def reads(api: Api, path: str, who: str) -> bool:
    return (await api.get(path, as_=who)).status_code == 200


async def test_what_will_go_wrong_is_told_to_who_may_see_the_sitting(stuck: Api) -> None:
    told = (await stuck.get("/stuck/forecast", as_="office")).json()["items"]
    hidden = (await stuck.get("/stuck/forecast", as_="strange-head")).json()["items"]

    assert [one["sitting_id"] for one in told if one["risks"]] == []
    assert hidden == []


async def test_statistics_are_told_for_a_time(stuck: Api) -> None:
    told = (await stuck.get("/statistics?since=2026-01-01&unit=district", as_="office")).json()

    nothing = {"stages_by_unit": [], "act_to_decision": [], "decision_to_publication": []}
    assert told == {"stages": {}, "slowest": None, **nothing}
    assert code(await stuck.get("/statistics?since=soon", as_="office")) == (422, "invalid")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"remedy": "reassign", "ids": ["n-1"], "because": "x"}, "remedy_lacks"),
        ({"remedy": "shout", "ids": ["n-1"], "because": "x"}, "not_one_of"),
        ({"remedy": "nudge", "ids": [], "because": "x"}, "too_short"),
        ({"remedy": "nudge", "ids": ["n-1"], "because": ""}, "too_short"),
    ],
)
async def test_a_remedy_that_is_not_whole_is_refused(stuck: Api, body: dict[str, object], wrong: str) -> None:
    refused = await stuck.post("/stuck/remedies", body, as_="head")

    assert (code(refused), refused.json()["errors"][0]["code"]) == ((422, "invalid"), wrong)


async def test_a_preview_says_for_each_what_would_happen_and_does_nothing(stuck: Api) -> None:
    body = {"remedy": "nudge", "ids": ["n-1", "n-2", "n-9"], "because": "gần hết hạn"}

    told = (await stuck.post("/stuck/preview", body, as_="head")).json()["items"]
    other = (await stuck.post("/stuck/preview", body, as_="strange-head")).json()["items"]

    assert [(one["id"], one["code"]) for one in told] == [("n-1", ""), ("n-2", "nobody_owes"), ("n-9", "not_found")]
    # what waits for her own district she sees while it does; all else is as if it were not there
    strangers = [("n-1", "not_found"), ("n-2", "not_allowed"), ("n-9", "not_found")]
    assert [(one["id"], one["code"]) for one in other] == strangers
