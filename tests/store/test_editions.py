from dataclasses import replace
from datetime import date

from store import editions
from store.editions import Edition
from store.engine import Database
from tests.store.makers import NOW

OLD = Edition("sv1-old", "so-vang", {"at_most": 20}, date(2026, 1, 1), NOW, "chief")
NEW = Edition("sv1-new", "so-vang", {"at_most": 25}, date(2027, 1, 1), NOW, "chief", "Kế hoạch cao điểm Tết")


def in_force(database: Database, on: date, programme: str = "so-vang") -> Edition | None:
    with database.read() as conn:
        return editions.in_force(conn, programme, on)


def add(database: Database, *some: Edition) -> None:
    with database.write() as conn:
        for edition in some:
            editions.add(conn, edition)


def test_the_edition_in_force_is_the_newest_that_had_begun(db: Database) -> None:
    add(db, NEW, OLD)

    held = [in_force(db, day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))]

    assert held == [None, OLD, OLD, NEW]


def test_another_programme_has_its_own_editions(db: Database) -> None:
    add(db, OLD)

    assert in_force(db, date(2026, 6, 1), "monthly-flags") is None


def test_of_two_that_begin_on_a_day_the_one_adopted_later_holds(db: Database) -> None:
    corrected = replace(OLD, hash="sv1-corrected", adopted_at=NOW.replace(hour=9))

    add(db, corrected, OLD)

    assert in_force(db, date(2026, 6, 1)) == corrected


def test_an_edition_adopted_again_stays_as_it_was_adopted_first(db: Database) -> None:
    add(db, OLD, replace(OLD, adopted_by="somebody", content={}))

    with db.read() as conn:
        assert (editions.by_hash(conn, "sv1-old"), editions.by_hash(conn, "sv1-none")) == (OLD, None)


def test_history_is_told_newest_first(db: Database) -> None:
    add(db, OLD, NEW)

    with db.read() as conn:
        assert editions.history(conn, "so-vang") == (NEW, OLD)
