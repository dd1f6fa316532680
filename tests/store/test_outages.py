"""What an outage moves: what ran while it lasted, by the working days that it took, and nothing twice."""

from datetime import datetime

import pytest
from sqlalchemy import select

from rules.commands import Extend, Hold, Release
from rules.errors import RuleBroken
from store import holds, nominations, outages, reminders
from store import tables as t
from store.engine import Database
from store.outages import Moved, Outage
from tests.store.cases import CLOSING, MONDAY, OPENING, RULEBOOK, at, hand_over, log, open_votes, plan, stand

DARK = at("2026-11-25T10:00"), at("2026-11-26T15:00")
DUE = at("2026-11-27T17:00")
LATER = at("2026-12-10T09:00")


def dark(database: Database, start: datetime = DARK[0], end: datetime = DARK[1], now: datetime = LATER) -> list[Moved]:
    with database.write() as conn:
        return outages.moved(conn, outages.record(conn, start, end, "mất điện", now=now), RULEBOOK)


def row(database: Database, id_: str = "n-1"):
    with database.read() as conn:
        return conn.execute(select(t.nominations).where(t.nominations.c.id == id_)).one()


def test_what_was_owed_in_the_dark_gets_the_working_days_back(house: Database) -> None:
    log(house)

    (moved,) = dark(house)

    assert (moved.about, moved.was_at, moved.is_at) == ("n-1", DUE, at("2026-11-30T17:00"))
    assert moved.dates is not None
    assert (moved.dates.escalate_at, moved.dates.lapse_at) == (at("2026-12-02T17:00"), at("2026-12-03T17:00"))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("2026-11-20T08:00", "2026-11-23T08:30", id="before it was logged"),
        pytest.param("2026-11-28T08:00", "2026-12-01T08:00", id="overdue already"),
        pytest.param("2026-11-28T08:00", "2026-11-29T08:00", id="on days of rest"),
        pytest.param("2026-11-25T08:00", "2026-11-25T12:00", id="some hours of a day"),
    ],
)
def test_what_it_did_not_touch_stays(house: Database, start: str, end: str) -> None:
    log(house)

    assert dark(house, at(start), at(end)) == []


def test_an_open_vote_stays_open_for_as_long(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)
        stand(conn, "n-1")
    open_votes(house, sitting, when=OPENING)

    moved = dark(house, at("2026-12-02T10:00"), at("2026-12-04T08:00"))

    assert moved == [Moved(sitting, CLOSING, at("2026-12-10T17:00"))]


def test_a_vote_that_was_to_open_in_the_dark_closes_as_much_later(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)

    (moved,) = dark(house, at("2026-12-01T03:00"), at("2026-12-03T10:00"))

    assert (moved.was_at, moved.is_at) == (CLOSING, at("2026-12-10T17:00"))
    assert moved.planned == {"votes_close_at": moved.is_at}
    assert moved.about == sitting


def test_a_list_that_was_to_close_in_the_dark_closes_later_and_all_that_follows_with_it(house: Database) -> None:
    with house.write() as conn:
        plan(conn)

    (moved,) = dark(house, at("2026-11-30T10:00"), at("2026-12-01T09:00"))

    assert moved.planned == {
        "candidates_close_at": at("2026-12-01T17:00"),
        "votes_open_at": at("2026-12-02T07:30"),
        "votes_close_at": at("2026-12-09T17:00"),
        "published_at": at("2026-12-16T17:00"),
    }


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("2026-11-24T08:00", "2026-11-26T08:00", id="before its list closes"),
        pytest.param("2026-11-30T18:00", "2026-12-01T07:00", id="at night between the list and the vote"),
        pytest.param("2026-12-08T18:00", "2026-12-10T08:00", id="when the vote is over"),
    ],
)
def test_a_sitting_that_lost_nothing_stays(house: Database, start: str, end: str) -> None:
    with house.write() as conn:
        plan(conn)

    assert dark(house, at(start), at(end), now=at("2026-12-20T09:00")) == []


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        pytest.param(DARK[1], DARK[0], "outage_backwards", id="it ends before it begins"),
        pytest.param(DARK[0], at("2026-12-11T09:00"), "outage_not_over", id="it is not over"),
        pytest.param(at("2026-11-26T14:00"), at("2026-11-26T16:00"), "outage_known", id="part of it is known"),
    ],
)
def test_the_same_time_is_not_given_back_twice(house: Database, start: datetime, end: datetime, code: str) -> None:
    dark(house)

    with pytest.raises(RuleBroken) as refused:
        dark(house, start, end)

    assert refused.value.code == code


def test_an_outage_waits_until_every_workflow_has_been_told(house: Database) -> None:
    dark(house)

    with house.write() as conn:
        (one,) = outages.pending(conn)
        outages.was_applied(conn, one.id, LATER)
        assert outages.pending(conn) == ()
        assert conn.execute(select(t.audit.c.action)).scalars().all()[-1] == "outage_recorded"
        assert one == Outage(one.id, *DARK, "mất điện")


# ── holds and extensions ──


def test_what_is_held_owes_nothing_and_stands_before_no_council(house: Database) -> None:
    case = log(house)
    case.ask(Hold(by="head", because="có đơn tố cáo"), at("2026-11-25T09:00"))
    hand_over(house, case)

    held = row(house)
    with house.read() as conn:
        planned = conn.execute(select(t.reminders.c.because).where(t.reminders.c.about == "n-1").distinct()).scalars()
        assert set(planned) == {"held"}
        assert reminders.planned(conn, LATER, at_most=9) == []
    assert (held.status, held.due_at, held.held_at) == ("held", None, at("2026-11-25T09:00"))
    assert dark(house) == []


def test_after_a_hold_the_deadline_is_later_by_its_working_days_and_reminded_of(house: Database) -> None:
    case = log(house)
    case.ask(Hold(by="head", because="có đơn tố cáo"), at("2026-11-25T09:00"))
    hand_over(house, case)
    now = at("2026-12-01T09:00")

    with house.read() as conn:
        dates = holds.released(conn, nominations.by_id(conn, "n-1"), now, RULEBOOK)
    case.ask(Release(by="head", because="không có cơ sở", dates=dates), now)
    hand_over(house, case)

    released = row(house)
    with house.read() as conn:
        r = t.reminders.c
        at_ = conn.execute(select(r.at).where(r.about == "n-1", r.state == "planned").order_by(r.at)).scalars().all()
    assert (released.status, released.held_at, released.due_at) == ("open", None, at("2026-12-03T17:00"))
    assert at_[:2] == [at("2026-12-02T07:30"), at("2026-12-03T07:30")]


def test_an_extension_takes_what_follows_along_by_the_rules(house: Database) -> None:
    case = log(house)
    until = at("2026-12-04T17:00")

    with house.read() as conn:
        dates = holds.extended(conn, nominations.by_id(conn, "n-1"), until, RULEBOOK)
    case.ask(Extend(by="head", until=until, because="đi công tác", dates=dates), MONDAY)
    hand_over(house, case)

    assert (row(house).due_at, case.entry.lapse_at) == (until, at("2026-12-09T17:00"))


def test_what_has_no_deadline_has_nothing_to_give_back(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-2")
        waiting = nominations.by_id(conn, "n-2")

        assert holds.extended(conn, waiting, LATER, RULEBOOK) is None
        assert holds.released(conn, waiting, LATER, RULEBOOK) is None


def test_a_council_is_voting_on_it_until_the_vote_is_over(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)
        stand(conn, "n-1")
        assert not holds.before_open_vote(conn, "n-1")
    open_votes(house, sitting, when=OPENING)

    with house.read() as conn:
        assert holds.before_open_vote(conn, "n-1")
