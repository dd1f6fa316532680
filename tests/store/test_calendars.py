"""Calendars are kept edition by edition; the last counts, and what was worked out by an earlier one stays explained."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from rules.calendar import CalendarFile
from rules.calendar_editions import CalendarEdition, calendar_edition, read_calendar, shipped
from rules.commands import Hold
from rules.entries import Entry
from rules.exceptions import NOWHERE
from rules.loading import PROGRAMMES
from store import calendars, holds, instance, nominations, outages, periods, terms
from store import tables as t
from store.engine import Database
from store.rulebook import Rulebook
from tests.store.cases import LONG_AGO, MONDAY, at, close, hand_over, log, make_house, vote
from tests.store.sat import opened, with_waiting_list

TEXT = (PROGRAMMES / "calendars" / "vietnam.yaml").read_text(encoding="utf-8")


def edition_with(day: str, **changes: Any) -> CalendarEdition:
    said = read_calendar(TEXT, "vietnam.yaml").model_dump(by_alias=True)
    notice = {"day": date.fromisoformat(day), "is": "day off", "name": {"vi": "Nghỉ", "en": "Off"}}
    said["days"] = (*said["days"], notice | {"source": "Thông báo 1", "note": "Thử."} | changes)
    return calendar_edition(CalendarFile.model_validate(said))


def kept(conn: Connection) -> list[tuple[str, str, str | None]]:
    c = t.calendar_editions.c
    return [tuple(row) for row in conn.execute(select(c.hash, c.adopted_by, c.note).order_by(c.number))]


def entry(database: Database, id_: str) -> Entry:
    with database.read() as conn:
        found = conn.execute(select(t.nominations.c.entry).where(t.nominations.c.id == id_)).scalar_one()
    return Entry.model_validate(found)


def test_the_calendar_is_kept_with_the_first_edition_that_needs_it(db: Database) -> None:
    with db.write() as conn:
        make_house(conn)
        again = calendars.keep_first(conn, "vietnam", MONDAY, by="test")

    with db.read() as conn:
        assert again == shipped("vietnam").hash
        assert kept(conn) == [(again, "test", None)]
        assert calendars.by_hash(conn, again).edition == again


def test_what_was_never_kept_is_not_found(db: Database) -> None:
    with db.read() as conn, pytest.raises(LookupError):
        calendars.by_hash(conn, "sc1-0000000000000000")


def test_a_new_edition_counts_from_then_on_and_an_old_one_can_come_back(db: Database) -> None:
    with db.write() as conn:
        make_house(conn)
        first = calendars.newest(conn)["vietnam"]
        second = calendars.adopt(conn, edition_with("2026-11-27"), MONDAY, by="test")
        same = calendars.adopt(conn, edition_with("2026-11-27"), MONDAY, by="test")
        there = calendars.newest(conn)["vietnam"]
        back = calendars.adopt(conn, shipped("vietnam"), MONDAY, by="test", note="Lịch cũ")

    with db.read() as conn:
        assert (second, same, there, back) == (there, there, there, first)
        assert kept(conn) == [(first, "test", None), (second, "test", None), (first, "test", "Lịch cũ")]


def test_deadlines_say_by_which_calendar_they_were_counted(db: Database) -> None:
    rulebook = Rulebook()
    with db.write() as conn:
        make_house(conn)
    log(db, "n-1")
    with db.write() as conn:
        calendars.adopt(conn, edition_with("2026-11-25"), MONDAY, by="test")
    log(db, "n-2")

    before, after = entry(db, "n-1"), entry(db, "n-2")

    assert before.calendar_edition == shipped("vietnam").hash != after.calendar_edition
    assert (before.due_at, after.due_at) == (at("2026-11-27T17:00"), at("2026-11-30T17:00"))
    with db.read() as conn:
        assert rulebook.clock_of(conn, before, NOWHERE).calendar.edition == before.calendar_edition
        assert rulebook.clock_of(conn, after, NOWHERE).calendar.edition == after.calendar_edition
        assert [one.calendar_edition for one in terms.of_nomination(conn, "n-2")] == [after.calendar_edition]


def test_a_closed_office_moves_its_own_deadlines_and_sittings_alone(db: Database) -> None:
    closed = {"is": "office closed", "units": ("district",)}
    with db.write() as conn:
        make_house(conn)
        calendars.adopt(conn, edition_with("2026-11-25", **closed), LONG_AGO, by="test")
        later = calendars.adopt(conn, edition_with("2026-12-02", **closed), LONG_AGO + timedelta(days=1), by="test")
        epoch = instance.epoch(conn)
        periods.open_period(
            conn, "so-vang", "unit-month", "2026-11", at=at("2026-11-01T00:00"), epoch=epoch, rulebook=Rulebook()
        )
        s = t.sittings.c
        found = conn.execute(select(s.unit_id, s.votes_close_at, s.calendar_edition).order_by(s.unit_id)).all()

    assert [tuple(row) for row in found] == [
        ("department", at("2026-12-08T17:00"), later),
        ("district", at("2026-12-09T17:00"), later),
        ("other-district", at("2026-12-08T17:00"), later),
    ]


def close_office(database: Database, day: str) -> None:
    with database.write() as conn:
        calendars.adopt(conn, edition_with(day, **{"is": "office closed", "units": ("district",)}), LONG_AGO, by="test")


def test_time_that_is_given_back_passes_over_a_closed_office(house: Database) -> None:
    close_office(house, "2026-12-01")
    case = log(house)
    with house.write() as conn:
        dark = outages.record(
            conn, at("2026-11-25T10:00"), at("2026-11-26T15:00"), "mất điện", now=at("2026-12-10T09:00")
        )
        (moved,) = outages.moved(conn, dark, Rulebook())
        extended = holds.extended(conn, nominations.by_id(conn, "n-1"), at("2026-11-30T17:00"), Rulebook())
    case.ask(Hold(by="head", because="có đơn tố cáo"), at("2026-11-25T09:00"))
    hand_over(house, case)
    with house.read() as conn:
        released = holds.released(conn, nominations.by_id(conn, "n-1"), at("2026-11-26T09:00"), Rulebook())

    assert moved.dates.escalate_at == extended.escalate_at == released.escalate_at == at("2026-12-03T17:00")


def test_a_second_round_passes_over_a_closed_office(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2", "n-3", programme=with_waiting_list())
    close_office(db, "2026-12-09")
    vote(db, sitting, {"n-1": 4, "n-2": 4, "n-3": 4})

    assert close(db, sitting).closes_at == at("2026-12-16T17:00")
