"""A person moves a sitting's instants; those who have not voted are reminded of the new ones."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from store import instance
from store import tables as t
from store.engine import Database
from store.errors import WrongEpoch
from store.outages import OPERATOR
from store.rescheduling import Move, reschedule
from tests.store.cases import (
    CLOSED_LIST,
    CLOSING,
    COUNCIL,
    MONDAY,
    OPENING,
    RULEBOOK,
    at,
    everything,
    make_house,
    open_votes,
    plan,
    stand,
    vote,
)

LATER = at("2026-12-10T17:00")


@pytest.fixture
def house(db: Database) -> Database:
    with db.write() as conn:
        make_house(conn)
        stand(conn, "n-1")
    return db


def move(
    database: Database,
    sitting_id: str,
    *,
    opens: datetime | None = None,
    closes: datetime | None = None,
    epoch: str | None = None,
) -> None:
    asked = Move(sitting_id, "head", "bão số 13", opens, closes)
    with database.write() as conn:
        reschedule(conn, asked, at=OPENING, epoch=epoch or instance.epoch(conn), rulebook=RULEBOOK)


def instants(database: Database, sitting_id: str) -> tuple[datetime, datetime, datetime]:
    s = t.sittings.c
    with database.read() as conn:
        found = select(s.votes_open_at, s.votes_close_at, s.published_at).where(s.id == sitting_id)
        return tuple(conn.execute(found).one())


def planned(database: Database, sitting_id: str) -> set[tuple[str, datetime]]:
    r = t.reminders.c
    found = select(r.person_id, r.at).where(r.about == sitting_id, r.state == "planned")
    with database.read() as conn:
        return {tuple(row) for row in conn.execute(found)}


def test_an_open_vote_closes_later_and_reminds_those_who_have_not_voted(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)
    open_votes(house, sitting)
    vote(house, sitting, {"n-1": 2}, voters=["chair", "b"])

    move(house, sitting, closes=LATER)

    assert instants(house, sitting)[1] == LATER
    above, told = None, at("2026-12-10T13:00")
    assert planned(house, sitting) == {(above, told)} | {
        (member, when) for member in ("c", "d", "e") for when in (at("2026-12-09T07:30"), at("2026-12-10T07:30"), told)
    }


def test_a_move_is_in_the_ledger_with_who_and_why(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)

    move(house, sitting, opens=OPENING + timedelta(days=1))

    e, a = t.events.c, t.audit.c
    with house.read() as conn:
        event = conn.execute(select(e.kind, e.actor_id, e.body).where(e.stream == sitting)).one()
        audited = conn.execute(select(a.action, a.actor_id).where(a.object == f"events:{sitting}")).one()
    assert (event.kind, event.actor_id, event.body["because"]) == ("rescheduled", "head", "bão số 13")
    assert audited == ("rescheduled", "head")


def test_a_list_that_closes_later_is_reminded_of_later(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)
    day = timedelta(days=1)
    others = {"candidates_close_at": at("2026-12-01T17:00"), "votes_close_at": CLOSING + day}

    asked = Move(sitting, OPERATOR, "mất điện", OPENING + day, None, "o-1", others)
    with house.write() as conn:
        reschedule(conn, asked, at=MONDAY, epoch=instance.epoch(conn), rulebook=RULEBOOK)

    r = t.reminders.c
    with house.read() as conn:
        found = conn.execute(select(r.role, r.at).where(r.about == sitting, r.state == "planned").order_by(r.at)).all()
        body = conn.execute(select(t.events.c.body).where(t.events.c.stream == sitting)).scalar()
    assert found == [("head", at("2026-11-30T07:30")), ("head", at("2026-12-01T07:30"))]
    assert (body["outage"], body["was"]["candidates_close_at"]) == ("o-1", CLOSED_LIST.astimezone(UTC).isoformat())


def test_moving_again_changes_nothing(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)
    open_votes(house, sitting)
    move(house, sitting, closes=LATER)
    before = everything(house)

    move(house, sitting, closes=LATER)

    assert everything(house) == before


def test_moved_back_the_first_reminders_come_back_to_life(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)
    open_votes(house, sitting)
    before = planned(house, sitting)
    move(house, sitting, closes=LATER)

    move(house, sitting, closes=CLOSING)

    assert (planned(house, sitting), len(before)) == (before, 3 * len(COUNCIL) + 1)


def test_a_vote_that_opens_later_closes_when_it_was_to_close(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)

    move(house, sitting, opens=OPENING + timedelta(days=2))

    assert instants(house, sitting)[:2] == (OPENING + timedelta(days=2), CLOSING)


def test_a_vote_that_would_close_before_it_opens_moves_as_a_whole(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)
    month = timedelta(days=30)

    for _ in range(2):
        move(house, sitting, opens=OPENING + month)

    published_at = CLOSING + timedelta(days=7)
    assert instants(house, sitting) == (OPENING + month, CLOSING + month, published_at + month)


def test_a_writer_of_another_time_moves_nothing(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn)
    before = everything(house)

    with pytest.raises(WrongEpoch):
        move(house, sitting, opens=OPENING + timedelta(days=2), epoch="before-the-restore")

    assert everything(house) == before
