from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from store import tables as t
from store.engine import Database
from store.imports.report import Report
from store.imports.units import import_units
from tests.store.spreadsheets import make_csv, told

UNITS = Path("demo/units.csv")

UNIT = ("unit_id", "name_vi", "kind", "parent_id", "valid_from", "valid_to", "successor_id")


def take_units(database: Database, *rows: Sequence[str], partial: bool = False) -> Report:
    with database.write() as conn:
        return import_units(conn, make_csv(UNIT, *rows), partial=partial)


def unit_ids(database: Database) -> set[str]:
    with database.read() as conn:
        return set(conn.execute(select(t.units.c.id)).scalars())


def test_the_units_of_the_demo_are_taken_and_then_unchanged(db: Database) -> None:
    with db.write() as conn:
        first = import_units(conn, UNITS.read_bytes())
        second = import_units(conn, UNITS.read_bytes())

    assert (first.counts, second.counts, first.is_taken) == ({"new": 190}, {"unchanged": 190}, True)


def test_a_unit_may_be_named_before_its_row_comes(db: Database) -> None:
    report = take_units(
        db, ("team", "Đội", "team", "district", "", "", ""), ("district", "Huyện", "district", *[""] * 4)
    )

    assert (told(report), unit_ids(db)) == ([("team", "new", None), ("district", "new", None)], {"team", "district"})


GOOD = ("good", "Tốt", "team", "", "", "", "")
BAD_UNITS = [
    (("", "Tên", "team", "", "", "", ""), "cell_empty"),
    (("a b", "Tên", "team", "", "", "", ""), "not_an_id"),
    (("a", "", "team", "", "", "", ""), "cell_empty"),
    (("a", "x" * 301, "team", "", "", "", ""), "cell_too_long"),
    (("a", "Tên", "an army", "", "", "", ""), "not_an_id"),
    (("a", "Tên", "team", "nowhere", "", "", ""), "unknown_unit"),
    (("a", "Tên", "team", "", "", "", "nowhere"), "unknown_unit"),
    (("a", "Tên", "team", "a", "", "", ""), "goes_in_a_circle"),
    (("a", "Tên", "team", "", "31/02/2026", "", ""), "not_a_date"),
    (("a", "Tên", "team", "", "2026-01-02", "2026-01-01", ""), "ends_before_it_begins"),
    (("good", "Tên", "team", "", "", "", ""), "twice"),
    (("a", "Tên", "team", "", "", ""), "wrong_number_of_columns"),
]


@pytest.mark.parametrize(
    ("row", "code"), BAD_UNITS, ids=[f"{number} {code}" for number, (_, code) in enumerate(BAD_UNITS)]
)
def test_a_bad_unit_is_told_and_nothing_is_written(db: Database, row: Sequence[str], code: str) -> None:
    report = take_units(db, GOOD, row)

    assert ([row.code for row in report.rows], report.is_taken, unit_ids(db)) == ([None, code], False, set())


def test_the_good_rows_are_taken_if_that_was_asked_for(db: Database) -> None:
    report = take_units(db, GOOD, ("a", "Tên", "an army", "", "", "", ""), partial=True)

    assert (report.counts, report.is_taken, unit_ids(db)) == ({"new": 1, "error": 1}, True, {"good"})


def test_who_hangs_on_a_bad_row_falls_with_it(db: Database) -> None:
    report = take_units(
        db,
        ("grandchild", "Tên", "team", "child", "", "", ""),
        ("child", "Tên", "team", "bad", "", "", ""),
        ("bad", "Tên", "an army", "", "", "", ""),
        GOOD,
        partial=True,
    )

    assert told(report) == [
        ("grandchild", "error", "unknown_unit"),
        ("child", "error", "unknown_unit"),
        ("bad", "error", "not_an_id"),
        ("good", "new", None),
    ]
    assert unit_ids(db) == {"good"}


def test_three_that_stand_above_one_another_in_a_circle_are_refused(db: Database) -> None:
    rows = [(id_, "Tên", "team", above, "", "", "") for id_, above in (("a", "b"), ("b", "c"), ("c", "a"))]

    report = take_units(db, *rows)

    assert {row.code for row in report.rows} == {"goes_in_a_circle"}


def test_a_unit_that_ends_is_a_change_of_its_last_day(db: Database) -> None:
    take_units(db, GOOD)

    report = take_units(db, ("good", "Tốt", "team", "", "", "28/02/2025", ""))

    with db.read() as conn:
        last_day = conn.execute(select(t.units.c.valid_to)).scalar()
    assert (told(report), report.rows[0].params, last_day) == (
        [("good", "changed", None)],
        {"columns": ["valid_to"]},
        date(2025, 2, 28),
    )
