"""Ballots through HTTP, on both databases: cast, changed, refused in time, and never shown."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs
from temporalio.client import Client

from store import ballots
from store import tables as t
from store.engine import Database
from store.sittings import Recusal, stand_aside
from tests.store.makers import key_of, make_nomination, make_sitting
from tests.web.callers import Api, code
from tests.web.conftest import NOW, opened
from tests.web.town import MEMBERS
from web.app import create_app

SITTING = "sitting/so-vang/unit-month/district/2026-11"
BALLOT = f"/sittings/{SITTING}/ballot"


@pytest.fixture
def box(api_on_both: Api, db: Database) -> Api:
    """The API with an open sitting of five members and two candidates."""
    with db.write() as conn:
        make_nomination(conn, "n-1")
        make_nomination(conn, "n-2")
        make_sitting(conn, SITTING, members=MEMBERS)
    return api_on_both


def change(db: Database, **values: Any) -> None:
    with db.write() as conn:
        conn.execute(update(t.sittings).where(t.sittings.c.id == SITTING).values(values))


def counted(db: Database) -> list[tuple[str, int, int, int, int]]:
    with db.write() as conn:
        conn.execute(update(t.sittings).where(t.sittings.c.id == SITTING).values(status="closed"))
        tallies = ballots.tallies(conn, SITTING, 1, key_of(SITTING))
    return [(one.nomination_id, one.ayes, one.noes, one.abstentions, one.recused) for one in tallies]


async def test_a_ballot_is_taken_and_acknowledged(box: Api, db: Database) -> None:
    response = await box.put(BALLOT, {"choices": {"n-1": "for", "n-2": "abstain"}}, as_="chair")

    assert response.json() == {"sitting_id": SITTING, "round": 1, "revision": 1, "cast_on": "2026-11-23"}
    assert counted(db) == [("n-1", 1, 0, 0, 0), ("n-2", 0, 0, 1, 0)]


async def test_a_ballot_may_be_changed_until_the_vote_closes(box: Api, db: Database) -> None:
    await box.put(BALLOT, {"choices": {"n-1": "for", "n-2": "for"}}, as_="chair")

    response = await box.put(BALLOT, {"choices": {"n-1": "against"}}, as_="chair")

    assert response.json()["revision"] == 2
    assert counted(db) == [("n-1", 0, 1, 0, 0), ("n-2", 0, 0, 0, 0)]


async def test_the_same_ballot_sent_twice_is_cast_once(box: Api) -> None:
    sent = {"choices": {"n-1": "for"}}

    answers = await asyncio.gather(*(box.put(BALLOT, sent, as_="chair", key="one-key-for-all") for _ in range(6)))

    assert {answer.json()["revision"] for answer in answers} == {1}


async def test_another_ballot_under_the_same_key_is_refused(box: Api, db: Database) -> None:
    await box.put(BALLOT, {"choices": {"n-1": "for"}}, as_="chair", key="one-key-for-all")

    response = await box.put(BALLOT, {"choices": {"n-1": "against"}}, as_="chair", key="one-key-for-all")

    assert code(response) == (422, "idempotency_key_reused")
    assert counted(db)[0] == ("n-1", 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ({"status": "closed"}, "voting_closed"),
        ({"status": "decided"}, "voting_closed"),
        ({"votes_close_at": NOW}, "voting_closed"),
        ({"votes_close_at": NOW - timedelta(seconds=1)}, "voting_closed"),
        ({"status": "planned"}, "voting_not_open"),
    ],
)
async def test_a_ballot_out_of_its_time_is_refused(box: Api, db: Database, state: dict[str, Any], refusal: str) -> None:
    change(db, **state)

    response = await box.put(BALLOT, {"choices": {"n-1": "for"}}, as_="chair")

    assert code(response) == (409, refusal)
    assert counted(db)[0] == ("n-1", 0, 0, 0, 0)


async def test_standing_aside_too_late_is_refused(box: Api, db: Database) -> None:
    change(db, votes_close_at=NOW)

    response = await box.put(BALLOT, {"stands_aside": [{"nomination_id": "n-1", "reason": "họ hàng"}]}, as_="chair")

    assert code(response) == (409, "voting_closed")


async def test_a_member_stands_aside_with_a_reason_and_votes_on_the_rest(box: Api, db: Database) -> None:
    sent = {"choices": {"n-2": "for"}, "stands_aside": [{"nomination_id": "n-1", "reason": "họ hàng"}]}

    response = await box.put(BALLOT, sent, as_="chair")
    own = await box.get(BALLOT, as_="chair")

    assert response.json()["revision"] == 1
    with db.read() as conn:
        audited = conn.execute(t.audit.select()).one()
    assert own.json()["stands_aside"] == ["n-1"]
    assert (audited.action, audited.actor_id, audited.detail) == ("stood_aside", "chair", {"nomination_id": "n-1"})
    assert counted(db) == [("n-1", 0, 0, 0, 1), ("n-2", 1, 0, 0, 0)]


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"choices": {}}, (422, "empty_ballot")),
        ({"choices": {"n-9": "for"}}, (422, "unknown_candidate")),
        ({"stands_aside": [{"nomination_id": "n-9", "reason": "x"}]}, (422, "unknown_candidate")),
        ({"choices": {"n-1": "maybe"}}, (422, "invalid")),
        ({"choices": {"n-1": "for"}, "by": "m-2"}, (422, "invalid")),
        ({"stands_aside": [{"nomination_id": "n-1"}]}, (422, "invalid")),
    ],
)
async def test_a_ballot_that_cannot_be_is_refused(box: Api, sent: object, refusal: tuple[int, str]) -> None:
    response = await box.put(BALLOT, sent, as_="chair")

    assert code(response) == refusal


async def test_a_refused_ballot_leaves_the_one_before_and_no_recusal(box: Api, db: Database) -> None:
    await box.put(BALLOT, {"choices": {"n-1": "for"}}, as_="chair")
    bad = {"choices": {"n-9": "for"}, "stands_aside": [{"nomination_id": "n-2", "reason": "x"}]}

    await box.put(BALLOT, bad, as_="chair")

    assert counted(db) == [("n-1", 1, 0, 0, 0), ("n-2", 0, 0, 0, 0)]


async def test_whom_the_rules_set_aside_has_no_vote_on_it(box: Api, db: Database) -> None:
    with db.write() as conn:
        stand_aside(conn, SITTING, Recusal("chair", "n-1", "author", "rules"))

    response = await box.put(BALLOT, {"choices": {"n-1": "for"}}, as_="chair")

    assert code(response) == (409, "stands_aside")
    assert response.json()["params"] == {"nominations": ["n-1"]}


@pytest.mark.parametrize("somebody", ["secretary", "office", "head"])
async def test_who_is_not_on_the_roster_does_not_vote(box: Api, somebody: str) -> None:
    response = await box.put(BALLOT, {"choices": {"n-1": "for"}}, as_=somebody)

    assert code(response) == (403, "not_allowed")


async def test_who_joined_the_council_after_the_opening_does_not_vote(box: Api, db: Database) -> None:
    with db.write() as conn:
        seat = {"id": "late", "council_id": "council", "person_id": "binh", "post": "member", "voting": True}
        conn.execute(t.seats.insert().values(seat))

    response = await box.put(BALLOT, {"choices": {"n-1": "for"}}, as_="binh")

    assert code(response) == (403, "not_allowed")


async def test_no_answer_and_no_log_tells_what_a_ballot_says(box: Api) -> None:
    with capture_logs() as lines:
        cast = await box.put(BALLOT, {"choices": {"n-1": "against", "n-2": "against"}}, as_="chair")
        own = await box.get(BALLOT, as_="chair")
        seen = [await box.get(f"/sittings/{SITTING}", as_=somebody) for somebody in ("chair", "secretary", "office")]

    told = [answer.text for answer in (cast, own, *seen)] + [str(lines)]
    assert not [text for text in told if "against" in text or '"no"' in text]
    assert own.json() == {
        "sitting_id": SITTING, "round": 1, "revision": 1, "cast_on": "2026-11-23", "stands_aside": []
    }  # fmt: skip


async def test_two_different_ballots_leave_the_same_trace_but_for_what_is_sealed(box: Api, db: Database) -> None:
    await box.put(BALLOT, {"choices": {"n-1": "for", "n-2": "for"}}, as_="chair", key="key-of-the-chair")
    await box.put(BALLOT, {"choices": {"n-1": "against"}}, as_="m-2", key="key-of-number-two")

    with db.read() as conn:
        rows = conn.execute(t.ballots.select().order_by(t.ballots.c.person_id)).mappings().all()
        kept = conn.execute(t.idempotency.select()).mappings().all()
    assert len({len(row["sealed"]) for row in rows}) == 1
    assert [row["body"]["revision"] for row in kept] == [1, 1]
    assert len({len(row["request_hash"]) for row in kept}) == 1


async def test_what_is_kept_of_a_ballots_request_depends_on_a_secret_outside_the_database(
    box: Api, db: Database, nowhere: Client, tmp_path: Path
) -> None:
    sent, key = {"choices": {"n-1": "for"}}, "one-key-for-all"
    await box.put(BALLOT, sent, as_="chair", key=key)
    other = Api(create_app(db, nowhere, files=tmp_path, pepper=b"another secret", now=lambda: NOW), box.tokens)

    response = await other.put(BALLOT, sent, as_="chair", key=key)

    assert code(response) == (422, "idempotency_key_reused")  # the same request, and yet another hash


async def test_all_members_may_vote_at_once(box: Api, db: Database) -> None:
    answers = await asyncio.gather(
        *(box.put(BALLOT, {"choices": {"n-1": "for", "n-2": "against"}}, as_=member) for member in MEMBERS)
    )

    assert {answer.status_code for answer in answers} == {200}
    assert counted(db) == [("n-1", 5, 0, 0, 0), ("n-2", 0, 5, 0, 0)]


async def test_a_database_that_stays_busy_refuses_the_ballot_and_keeps_nothing(
    sqlite_db: Database, nowhere: Client
) -> None:
    impatient = Database(f"sqlite:///{sqlite_db.path}", wait_s=0.1)
    async with opened(impatient, nowhere, whose="impatient") as api:
        with sqlite_db.write() as conn:
            make_sitting(conn, SITTING, members=MEMBERS)

        with sqlite_db.write():
            response = await api.put(BALLOT, {"choices": {"n-1": "for"}}, as_="chair")

    impatient.close()
    assert code(response) == (503, "store_busy")
    assert response.headers["retry-after"] == "2"
    assert counted(sqlite_db)[0] == ("n-1", 0, 0, 0, 0)
