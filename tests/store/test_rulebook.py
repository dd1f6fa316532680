"""The rules in force at an instant, by the date on the programme's own wall."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.errors import RuleBroken
from rules.programme import Programme
from store.engine import Database
from store.rulebook import Rulebook, adopt
from tests.store.cases import LONG_AGO, SO_VANG, ZONE, at, changed, statements

DECEMBER = changed("team", since=date(2026, 12, 1), within="4 working days")


def adopted(database: Database, *programmes: Programme) -> list[str]:
    with database.write() as conn:
        return [adopt(conn, one, LONG_AGO, by="test") for one in programmes]


def in_force(database: Database, instant: datetime) -> str:
    with database.read() as conn:
        return Rulebook().at(conn, "so-vang", instant).edition


def code(database: Database, instant: datetime) -> str:
    with pytest.raises(RuleBroken) as refused:
        in_force(database, instant)
    return refused.value.code


def test_the_newest_edition_that_has_begun_holds(db: Database) -> None:
    first, second = adopted(db, SO_VANG, DECEMBER)

    assert in_force(db, at("2026-11-30T23:59")) == first
    assert in_force(db, at("2026-12-01T00:00")) == second


def test_an_edition_begins_at_midnight_on_its_own_wall_also_when_it_is_the_first(db: Database) -> None:
    (only,) = adopted(db, DECEMBER)

    assert in_force(db, datetime(2026, 11, 30, 17, 0, tzinfo=UTC)) == only
    assert code(db, datetime(2026, 11, 30, 16, 59, tzinfo=UTC)) == "no_rules"


def test_without_an_edition_there_are_no_rules(db: Database) -> None:
    assert code(db, at("2026-12-01T00:00")) == "no_rules"


def test_an_edition_that_was_never_adopted_is_unknown(sqlite_db: Database) -> None:
    with pytest.raises(RuleBroken) as refused, sqlite_db.read() as conn:
        Rulebook().of(conn, "sv1-0123456789abcdef")

    assert refused.value.code == "no_such_edition"


def test_many_moments_are_one_question(sqlite_db: Database) -> None:
    first, second = adopted(sqlite_db, SO_VANG, DECEMBER)
    rulebook = Rulebook()
    moments = [("so-vang", at(f"2026-{month:02}-{day:02}T09:00")) for month in (11, 12) for day in range(1, 29)]
    with sqlite_db.read() as conn:
        rulebook.at_all(conn, moments)

    with statements(sqlite_db) as asked, sqlite_db.write() as conn:
        found = rulebook.at_all(conn, moments)

    assert [rules.edition for rules in found.values()] == [first] * 28 + [second] * 28
    assert len(asked) == 3  # the question, which calendars count, and the beginning of the transaction


def test_nothing_asked_is_nothing_answered(sqlite_db: Database) -> None:
    with sqlite_db.read() as conn:
        assert Rulebook().at_all(conn, []) == {}


def test_a_programme_is_in_force_from_midnight_on_its_own_wall(db: Database) -> None:
    adopted(db, DECEMBER)
    midnight = at("2026-12-01T00:00")

    with db.read() as conn:
        before = Rulebook().all_in_force(conn, midnight - timedelta(seconds=1))
        after = Rulebook().all_in_force(conn, midnight)

    assert (before, [rules.programme.programme for rules in after]) == ((), ["so-vang"])


def test_today_is_the_day_on_the_programmes_wall_and_utcs_before_there_is_one(db: Database) -> None:
    early = at("2026-11-23T01:00")
    with db.read() as conn:
        without = Rulebook().today(conn, early)
    adopted(db, SO_VANG)

    with db.read() as conn:
        within = Rulebook().today(conn, early)

    assert (without, within) == (date(2026, 11, 22), date(2026, 11, 23))


def test_a_house_without_rules_may_say_where_it_stands(sqlite_db: Database) -> None:
    with sqlite_db.read() as conn:
        today = Rulebook().today(conn, at("2026-11-23T01:00"), before=ZONE)

    assert today == date(2026, 11, 23)
