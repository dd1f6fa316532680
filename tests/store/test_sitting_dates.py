"""Why a sitting's instants are where they are: counted by the rules, then moved by people, outages and a run-off."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from store import instance, outages, periods, sitting_dates, sitting_lists
from store import tables as t
from store.engine import Database
from store.outages import OPERATOR
from store.rescheduling import Move, reschedule
from store.sitting_dates import SittingDate
from tests.store.cases import CLOSED_LIST, CLOSING, OPENING, RULEBOOK, at, close, open_votes, plan, stand, vote
from tests.store.sat import opened, with_waiting_list

BEGINNING = at("2026-11-01T00:00")
RULED = {
    "candidates_close_at": ("last day of the period", CLOSED_LIST),
    "votes_open_at": ("1 working day after candidates close", OPENING),
    "votes_close_at": ("5 working days after voting opens", CLOSING),
}


@pytest.fixture
def sitting(house: Database) -> str:
    """The district's sitting of November, as its period planned it."""
    told = {"at": BEGINNING, "rulebook": RULEBOOK}
    with house.write() as conn:
        periods.open_period(conn, "so-vang", "unit-month", "2026-11", epoch=instance.epoch(conn), **told)
    return "sitting/so-vang/unit-month/district/2026-11"


def dates(database: Database, sitting_id: str) -> dict[str, SittingDate]:
    with database.read() as conn:
        found = sitting_lists.by_id(conn, sitting_id)
        assert found is not None
        return {str(one.act): one for one in sitting_dates.of_sitting(conn, found, RULEBOOK)}


def moment(one: SittingDate) -> str | None:
    return str(one.counted.explanation[0].params["moment"]) if one.counted else None


def move(database: Database, sitting_id: str, **changes: Any) -> None:
    asked = {"votes_open_at": None, "votes_close_at": None, "by": "head", "because": "bão số 13"} | changes
    with database.write() as conn:
        told = {"at": OPENING, "epoch": instance.epoch(conn), "rulebook": RULEBOOK}
        reschedule(conn, Move(sitting_id, **asked), **told)


def test_every_instant_of_a_planned_sitting_says_by_which_words_of_the_rules(house: Database, sitting: str) -> None:
    found = dates(house, sitting)

    assert {act: (moment(one), one.at) for act, one in found.items()} == RULED
    assert [one.day.isoformat() for one in found["votes_close_at"].rests] == ["2026-12-05", "2026-12-06"]
    assert [one.moves for one in found.values()] == [(), (), ()]


def test_an_open_vote_says_it_by_what_it_was_opened_under(house: Database, sitting: str) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
    open_votes(house, sitting)

    assert {act: (moment(one), one.at) for act, one in dates(house, sitting).items()} == RULED


def test_a_move_says_who_moved_it_why_and_from_where(house: Database, sitting: str) -> None:
    later = at("2026-12-15T17:00")
    with house.write() as conn:
        stand(conn, "n-1")
    open_votes(house, sitting)

    move(house, sitting, votes_close_at=later)
    closes = dates(house, sitting)["votes_close_at"]

    assert moment(closes) == RULED["votes_close_at"][0]
    (moved,) = closes.moves
    assert (moved.event, moved.by, moved.because) == ("rescheduled", "head", "bão số 13")
    assert (moved.was_at, moved.is_at, moved.dark) == (CLOSING, later, None)
    assert [one.day.isoformat()[5:] for one in closes.rests] == ["12-05", "12-06", "12-12", "12-13"]


def test_an_outage_says_from_when_to_when_the_house_was_dark(house: Database, sitting: str) -> None:
    dark = at("2026-12-02T10:00"), at("2026-12-04T08:00")
    with house.write() as conn:
        stand(conn, "n-1")
    open_votes(house, sitting)
    with house.write() as conn:
        outage = outages.record(conn, *dark, "mất điện", now=dark[1])

    until = at("2026-12-10T17:00")
    move(house, sitting, votes_close_at=until, by=OPERATOR, because="mất điện", outage=outage.id)
    (moved,) = dates(house, sitting)["votes_close_at"].moves

    assert (moved.by, moved.is_at, moved.dark) == (OPERATOR, until, dark)


def test_the_second_round_is_counted_from_when_it_opened(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2", "n-3", programme=with_waiting_list())
    vote(db, sitting, {"n-1": 4, "n-2": 4, "n-3": 4})
    again = close(db, sitting)

    closes = dates(db, sitting)["votes_close_at"]

    assert closes.counted is not None
    assert (closes.at, closes.counted.at) == (again.closes_at, again.closes_at)
    assert [(one.event, one.was_at, one.is_at) for one in closes.moves] == [
        ("run_off_opened", CLOSING, again.closes_at)
    ]


def test_what_no_edition_counts_so_has_no_explanation(house: Database, sitting: str) -> None:
    elsewhen = CLOSING + timedelta(days=3)
    s = t.sittings.c
    with house.write() as conn:
        conn.execute(update(t.sittings).where(s.id == sitting).values(votes_close_at=elsewhen))
        unplanned = plan(conn, period="2026-12", period_id="period/of/nobody")

    assert dates(house, sitting)["votes_close_at"].counted is None
    assert [one.counted for one in dates(house, unplanned).values()] == [None] * 4


def test_a_council_that_the_rules_lost_counts_nothing(house: Database, sitting: str) -> None:
    s = t.sittings.c
    with house.write() as conn:
        conn.execute(update(t.sittings).where(s.id == sitting).values(stage="nowhere"))

    assert [one.counted for one in dates(house, sitting).values()] == [None] * 3
