"""Written ballots through HTTP, on both databases: entered by one, confirmed by another, refused where rules say so."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from store import audit, ballots
from store import tables as t
from store.engine import Database
from store.forecast import forecast
from tests.store.cases import RULEBOOK
from tests.store.makers import key_of, make_grant, make_nomination, make_sitting
from tests.web.callers import Api, code
from tests.web.conftest import NOW
from tests.web.town import MEMBERS

SITTING = "sitting/so-vang/unit-month/district/2026-11"
PAPER = f"/sittings/{SITTING}/written-ballots/m-2"
CONFIRM = f"{PAPER}/confirm"
FOR = {"choices": {"n-1": "for", "n-2": "abstain"}}
POLICY = {"absent": "written ballot", "ballot": "secret", "early_close": "never"}


@pytest.fixture
def box(api_on_both: Api, db: Database) -> Api:
    """The API with an open sitting of five members and two candidates, to which absent members write."""
    with db.write() as conn:
        make_nomination(conn, "n-1")
        make_nomination(conn, "n-2")
        make_sitting(conn, SITTING, members=MEMBERS, policy=POLICY)
    return api_on_both


def change(db: Database, **values: Any) -> None:
    with db.write() as conn:
        conn.execute(update(t.sittings).where(t.sittings.c.id == SITTING).values(values))


def counted(db: Database) -> list[tuple[int, int, int, int | None]]:
    change(db, status="closed")
    with db.write() as conn:
        tallies = ballots.tallies(conn, SITTING, 1, key_of(SITTING))
    return [(one.ayes, one.noes, one.abstentions, one.present) for one in tallies]


def acts(db: Database) -> list[tuple[str, str, dict[str, Any]]]:
    a = t.audit.c
    with db.read() as conn:
        assert audit.verify(conn).is_unbroken
        return [tuple(row) for row in conn.execute(select(a.actor_id, a.action, a.detail).order_by(a.seq))]


def asked_to_confirm(db: Database) -> list[str]:
    """Who will be reminded of a second reading by the next sweep."""
    with db.read() as conn:
        coming = forecast(conn, now=NOW, until=NOW + timedelta(minutes=5), rulebook=RULEBOOK)
    return [one.person_id for one in coming for line in one.owed if line["obligation"] == "confirm/1"]


async def test_whoever_may_read_a_paper_a_second_time_is_asked_until_it_is_read(box: Api, db: Database) -> None:
    await box.put(PAPER, FOR, as_="secretary")
    at_first = asked_to_confirm(db)
    await box.put(f"/sittings/{SITTING}/written-ballots/m-3", FOR, as_="secretary")
    of_two = asked_to_confirm(db)
    await box.post(CONFIRM, FOR, as_="head")
    still = asked_to_confirm(db)
    await box.post(f"/sittings/{SITTING}/written-ballots/m-3/confirm", FOR, as_="head")

    assert "head" in at_first
    assert "secretary" not in at_first
    assert (of_two, still, asked_to_confirm(db)) == (at_first, at_first, [])


async def test_a_paper_counts_when_a_second_person_has_read_the_same(box: Api, db: Database) -> None:
    entered = await box.put(PAPER, FOR, as_="secretary")
    waits = (await box.get(f"/sittings/{SITTING}", as_="secretary")).json()
    confirmed = await box.post(CONFIRM, FOR, as_="head")
    lies = (await box.get(f"/sittings/{SITTING}", as_="secretary")).json()

    told = {"sitting_id": SITTING, "round": 1, "person_id": "m-2"}
    assert (entered.json(), confirmed.json()) == ({**told, "state": "entered"}, {**told, "state": "confirmed"})
    assert (waits["unconfirmed"], lies["unconfirmed"]) == (["m-2"], [])
    [seat] = [seat for seat in lies["roster"] if seat["person_id"] == "m-2"]
    assert (seat["has_voted"], seat["mode"]) == (True, "written")
    about = {"person_id": "m-2", "round": 1}
    assert acts(db) == [
        ("secretary", "written_ballot_entered", about),
        ("head", "written_ballot_confirmed", about),
    ]
    assert counted(db) == [(1, 0, 0, 0), (0, 0, 1, 0)]


async def test_a_paper_that_nobody_confirmed_does_not_count(box: Api, db: Database) -> None:
    await box.put(PAPER, FOR, as_="secretary")

    assert counted(db) == [(0, 0, 0, 0), (0, 0, 0, 0)]


async def test_a_second_reading_that_differs_casts_nothing_and_both_begin_again(box: Api, db: Database) -> None:
    await box.put(PAPER, FOR, as_="secretary")

    differs = await box.post(CONFIRM, {"choices": {"n-1": "against", "n-2": "abstain"}}, as_="head")
    too_late = await box.post(CONFIRM, FOR, as_="head")

    assert (code(differs), code(too_late)) == ((409, "written_ballot_differs"), (409, "nothing_entered"))
    assert [action for _, action, _ in acts(db)] == ["written_ballot_entered", "written_ballot_differed"]
    assert counted(db) == [(0, 0, 0, 0), (0, 0, 0, 0)]


async def test_a_second_reading_that_differed_leaves_its_key_to_a_better_one(box: Api, db: Database) -> None:
    await box.put(PAPER, FOR, as_="secretary")
    await box.post(CONFIRM, {"choices": {"n-1": "against"}}, as_="head", key="read-a-second-time")
    await box.put(PAPER, FOR, as_="secretary")

    confirmed = [await box.post(CONFIRM, FOR, as_="head", key="read-a-second-time") for _ in range(2)]

    assert [one.json().get("state") for one in confirmed] == ["confirmed", "confirmed"]
    assert counted(db)[0] == (1, 0, 0, 0)


async def test_what_lies_between_the_two_readings_says_nothing(box: Api, db: Database) -> None:
    await box.put(PAPER, FOR, as_="secretary")
    with db.read() as conn:
        first = conn.execute(select(t.written_ballots)).mappings().one()
        cast = conn.execute(select(t.ballots)).all()

    await box.put(PAPER, FOR, as_="secretary")

    with db.read() as conn:
        again = conn.execute(select(t.written_ballots)).mappings().one()
    assert (len(first["mark"]), first["mark"] == again["mark"], cast) == (64, True, [])
    assert set(first) == {"sitting_id", "round", "person_id", "mark", "entered_by", "entered_on"}


async def test_a_request_that_is_sent_again_is_done_once(box: Api, db: Database) -> None:
    for _ in range(2):
        await box.put(PAPER, FOR, as_="secretary", key="entered-once")
    first = await box.post(CONFIRM, FOR, as_="head", key="confirmed-once")

    again = await box.post(CONFIRM, FOR, as_="head", key="confirmed-once")

    assert (again.status_code, again.json()) == (200, first.json())
    assert len(acts(db)) == 2


async def test_nobody_confirms_what_she_has_entered(box: Api) -> None:
    await box.put(PAPER, FOR, as_="secretary")

    assert code(await box.post(CONFIRM, FOR, as_="secretary")) == (403, "same_person")


@pytest.mark.parametrize(("as_", "path", "verb"), [("m-2", PAPER, "put"), ("m-2", CONFIRM, "post")])
async def test_nobody_handles_her_own_paper(box: Api, db: Database, as_: str, path: str, verb: str) -> None:
    with db.write() as conn:
        make_grant(conn, as_, "secretary", "district")
    if verb == "post":
        await box.put(PAPER, FOR, as_="secretary")

    refused = await getattr(box, verb)(path, FOR, as_=as_)

    assert code(refused) == (403, "own_ballot")


@pytest.mark.parametrize("tie", [{"author_id": "head"}, {"honoured": ["head"]}], ids=["her own", "in her honour"])
async def test_who_stands_to_gain_handles_no_papers(box: Api, db: Database, tie: dict[str, Any]) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-3", **tie)
        conn.execute(t.candidates.insert().values(sitting_id=SITTING, round=1, nomination_id="n-3", position=2))
        make_grant(conn, "head", "secretary", "district")
    await box.put(PAPER, FOR, as_="secretary")

    enters, confirms = await box.put(PAPER, FOR, as_="head"), await box.post(CONFIRM, FOR, as_="head")

    assert (code(enters), code(confirms)) == ((403, "own_deed"), (403, "own_deed"))


@pytest.mark.parametrize(
    ("as_", "refusal"),
    [("chair", (403, "not_allowed")), ("head", (403, "not_allowed")), ("stranger", (404, "not_found"))],
)
async def test_only_the_secretary_enters_papers(box: Api, as_: str, refusal: tuple[int, str]) -> None:
    assert code(await box.put(PAPER, FOR, as_=as_)) == refusal


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ({"status": "decided"}, "voting_closed"),
        ({"votes_close_at": NOW}, "voting_closed"),
        ({"votes_close_at": NOW - timedelta(hours=1)}, "voting_closed"),
        ({"status": "planned"}, "voting_not_open"),
        ({"policy": {**POLICY, "absent": "does not vote"}}, "no_written_ballots"),
    ],
)
async def test_a_paper_is_refused_out_of_time_and_where_the_absent_do_not_vote(
    box: Api, db: Database, state: dict[str, Any], refusal: str
) -> None:
    await box.put(PAPER, FOR, as_="secretary")
    change(db, **state)

    enters, confirms = await box.put(PAPER, FOR, as_="secretary"), await box.post(CONFIRM, FOR, as_="head")

    assert (code(enters), code(confirms)) == ((409, refusal), (409, refusal))


async def test_who_has_voted_herself_sends_no_paper(box: Api, db: Database) -> None:
    await box.put(PAPER, FOR, as_="secretary")
    await box.put(f"/sittings/{SITTING}/ballot", {"choices": {"n-1": "against"}}, as_="m-2")

    enters, confirms = await box.put(PAPER, FOR, as_="secretary"), await box.post(CONFIRM, FOR, as_="head")

    assert (code(enters), code(confirms)) == ((409, "has_voted"), (409, "has_voted"))
    assert counted(db)[0] == (0, 1, 0, 1)


async def test_a_member_who_comes_after_all_votes_in_place_of_her_paper(box: Api, db: Database) -> None:
    await box.put(PAPER, FOR, as_="secretary")
    await box.post(CONFIRM, FOR, as_="head")

    cast = await box.put(f"/sittings/{SITTING}/ballot", {"choices": {"n-1": "against"}}, as_="m-2")

    assert cast.json()["revision"] == 2
    assert counted(db)[0] == (0, 1, 0, 1)


async def test_whoever_is_not_on_the_roster_has_no_paper(box: Api) -> None:
    refused = await box.put(f"/sittings/{SITTING}/written-ballots/an", FOR, as_="secretary")

    assert code(refused) == (422, "not_a_voter")


@pytest.mark.parametrize(
    ("choices", "refusal"),
    [({}, (422, "empty_ballot")), ({"n-9": "for"}, (422, "unknown_candidate")), ({"n-1": "maybe"}, (422, "invalid"))],
)
async def test_a_paper_that_cannot_be_one_is_refused(box: Api, choices: object, refusal: tuple[int, str]) -> None:
    assert code(await box.put(PAPER, {"choices": choices}, as_="secretary")) == refusal
