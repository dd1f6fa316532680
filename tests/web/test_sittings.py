"""Sittings as the API shows them: who sits and who has voted, and not a number before the decision."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from rules.sitting import Decision, Tally
from store import sittings
from store import tables as t
from store.ballots import cast
from store.engine import Database
from store.outcomes import keep
from tests.store.makers import make_nomination, make_sitting
from tests.web.callers import Api, code
from tests.web.conftest import NOW
from tests.web.town import MEMBERS

SITTING = "sitting/so-vang/unit-month/district/2026-11"


@pytest.fixture
def room(api_on_both: Api, db: Database) -> Api:
    """The API with an open sitting in which one member has voted."""
    with db.write() as conn:
        make_nomination(conn, "n-1")
        make_nomination(conn, "n-2")
        make_sitting(conn, SITTING, members=MEMBERS)
        cast(conn, SITTING, "m-2", {"n-1": "aye"}, mode="present", now=NOW)
    return api_on_both


def decide(db: Database, status: str) -> None:
    with db.write() as conn:
        tallies = [Tally(nomination_id=id_, ayes=4, noes=1) for id_ in ("n-1", "n-2")]
        decisions = [
            Decision(nomination_id="n-1", outcome="selected", rank=1, needed=4, base=5),
            Decision(nomination_id="n-2", outcome="run_off", needed=4, base=5),
        ]
        keep(conn, SITTING, 1, decisions, tallies)
        values: dict[str, Any] = {"status": status, "outcome": {"selected": 1}}
        conn.execute(update(t.sittings).where(t.sittings.c.id == SITTING).values(values))


async def one(api: Api, as_: str = "secretary") -> dict[str, Any]:
    response = await api.get(f"/sittings/{SITTING}", as_=as_)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


async def test_the_secretary_sees_who_has_voted_and_not_when_or_how(room: Api) -> None:
    told = await one(room)

    assert [(seat["person_id"], seat["post"], seat["has_voted"]) for seat in told["roster"]] == [
        ("chair", "chair", False),
        ("m-2", "member", True),
        ("m-3", "member", False),
        ("m-4", "member", False),
        ("m-5", "member", False),
    ]
    assert set(told["roster"][0]) == {"person_id", "name", "post", "voting", "has_voted", "mode"}
    assert told["roster"][0]["name"] == "Cán bộ chair"


@pytest.mark.parametrize("status", ["open", "closed"])
async def test_there_is_no_number_before_the_decision_not_even_in_a_run_off(
    room: Api, db: Database, status: str
) -> None:
    decide(db, status)

    told = await one(room)

    assert told["outcome"] is None
    assert [candidate["result"] for candidate in told["candidates"]] == [None, None]


async def test_the_decision_shows_its_numbers(room: Api, db: Database) -> None:
    decide(db, "decided")

    told = await one(room, as_="m-3")

    assert told["outcome"] == {"selected": 1}
    assert told["candidates"][0]["result"] == {
        "outcome": "selected",
        "rank": 1,
        "ayes": 4,
        "noes": 1,
        "abstentions": 0,
        "recused": 0,
        "base": 5,
        "needed": 4,
        "because": [],
    }


@pytest.mark.parametrize("status", ["open", "closed", "decided"])
@pytest.mark.parametrize("ballot", ["open", "secret"])
async def test_who_voted_how_is_shown_of_an_open_vote_that_is_decided_and_never_else(
    room: Api, db: Database, ballot: str, status: str
) -> None:
    decide(db, status)
    with db.write() as conn:
        conn.execute(update(t.sittings).where(t.sittings.c.id == SITTING).values(policy={"ballot": ballot}))
        line = {"sitting_id": SITTING, "round": 1, "nomination_id": "n-1", "person_id": "m-2", "choice": "no"}
        conn.execute(t.open_votes.insert().values(line))

    told = await one(room)

    shown = [{"m-2": "against"}, {}] if (ballot, status) == ("open", "decided") else [None, None]
    assert [candidate["votes"] for candidate in told["candidates"]] == shown


async def test_a_nomination_hears_of_its_numbers_only_after_the_decision(room: Api, db: Database) -> None:
    decide(db, "open")
    before = await room.get("/nominations/n-1/explanation", as_="an")
    decide(db, "decided")
    after = await room.get("/nominations/n-1/explanation", as_="an")

    assert before.json()["councils"] == []
    assert [(word["sitting_id"], word["ayes"], word["needed"]) for word in after.json()["councils"]] == [
        (SITTING, 4, 4)
    ]


@pytest.mark.parametrize(
    ("query", "as_", "found"),
    [
        ("", "secretary", [SITTING]),
        ("", "m-2", [SITTING]),
        ("", "an", []),
        ("", "strange-head", []),
        ("where_i_vote=true", "m-2", [SITTING]),
        ("where_i_vote=true", "secretary", []),
        ("status=open&stage=unit-month&unit=district&programme=so-vang", "office", [SITTING]),
        ("status=decided", "office", []),
        ("sort=votes_close_at", "office", [SITTING]),
    ],
)
async def test_the_list_is_narrowed_by_who_asks_and_for_what(room: Api, query: str, as_: str, found: list[str]) -> None:
    response = await room.get(f"/sittings?{query}", as_=as_)

    assert [line["id"] for line in response.json()["items"]] == found


async def test_a_nomination_before_a_council_says_which_sitting_it_waits_for(room: Api, db: Database) -> None:
    with db.write() as conn:
        for id_, unit_id, days in (
            ("s-missed", "district", -1),
            ("s-others", "department", 7),
            ("s-coming", "district", 8),
            ("s-later", "district", 38),
        ):
            at = NOW + timedelta(days=days)
            instants = {"candidates_close_at": at, "votes_open_at": at}
            make_sitting(conn, id_, candidates=(), status="planned", unit_id=unit_id, **instants)

    told = await room.get("/nominations/n-1/explanation", as_="an")

    assert told.json()["sitting"]["id"] == "s-coming"


async def test_a_former_member_still_sees_the_sitting_she_voted_in(room: Api, db: Database) -> None:
    with db.write() as conn:
        conn.execute(t.seats.delete().where(t.seats.c.person_id == "m-2"))

    listed = await room.get("/sittings", as_="m-2")

    assert [line["id"] for line in listed.json()["items"]] == [SITTING]
    assert (await one(room, as_="m-2"))["id"] == SITTING


async def test_who_stands_aside_is_told_without_the_reason(room: Api, db: Database) -> None:
    with db.write() as conn:
        sittings.stand_aside(conn, SITTING, sittings.Recusal("m-3", "n-1", "họ hàng", "m-3"))

    told = await one(room)

    assert told["stood_aside"] == [{"person_id": "m-3", "nomination_id": "n-1", "by": "m-3"}]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"because": "x"}, [("body", "one_instant")]),
        (
            {
                "votes_open_at": "2026-12-01T08:00:00+07:00",
                "votes_close_at": "2026-12-02T08:00:00+07:00",
                "because": "x",
            },
            [("body", "one_instant")],
        ),
        ({"votes_close_at": "2026-12-01T08:00:00", "because": "x"}, [("votes_close_at", "not_an_instant")]),
        ({"votes_close_at": "2026-12-01T08:00:00+07:00"}, [("because", "missing")]),
    ],
)
async def test_a_move_names_one_instant_and_a_reason(room: Api, body: object, errors: list[tuple[str, str]]) -> None:
    response = await room.post(f"/sittings/{SITTING}/reschedule", body, as_="secretary")

    assert code(response) == (422, "invalid")
    assert [(one["field"], one["code"]) for one in response.json()["errors"]] == errors


async def test_a_member_moves_nothing(room: Api) -> None:
    move = {"votes_close_at": "2026-12-01T08:00:00+07:00", "because": "x"}

    response = await room.post(f"/sittings/{SITTING}/reschedule", move, as_="m-2")

    assert code(response) == (403, "not_allowed")
