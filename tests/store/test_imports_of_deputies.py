from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from store import organisation
from store import tables as t
from store.engine import Database
from store.imports.deputies import import_deputies
from store.imports.report import Report
from tests.store.makers import TODAY, make_person
from tests.store.spreadsheets import make_csv

DEPUTY = ("person_id", "deputy_id", "valid_from", "valid_to", "reason")


@pytest.fixture
def staffed(reorganised: Database) -> Database:
    with reorganised.write() as conn:
        for person in ("an", "binh"):
            make_person(conn, person, "commune")
        make_person(conn, "commune-police", "commune", kind="collective", number=None)
    return reorganised


def take_deputies(database: Database, *rows: Sequence[str]) -> Report:
    with database.write() as conn:
        return import_deputies(conn, make_csv(DEPUTY, *rows))


def test_a_deputy_acts_once_imported_and_is_then_unchanged(staffed: Database) -> None:
    row = ("an", "binh", TODAY.isoformat(), TODAY.isoformat(), "Đi học")

    reports = [take_deputies(staffed, row) for _ in range(2)]

    with staffed.read() as conn:
        assert organisation.acts_for(conn, "binh", TODAY) == ("an",)
    assert [report.counts for report in reports] == [{"new": 1}, {"unchanged": 1}]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("an", "an", "", "", ""), "deputy_of_herself"),
        (("an", "stranger", "", "", ""), "unknown_person"),
        (("stranger", "an", "", "", ""), "unknown_person"),
        (("an", "commune-police", "", "", ""), "is_collective"),
        (("an", "binh", "2026-05-02", "2026-05-01", ""), "ends_before_it_begins"),
        (("binh", "an", "2026-05-02", "", ""), "held_already"),
        (("an", "binh", "", "", "x" * 301), "cell_too_long"),
    ],
)
def test_a_bad_deputy_is_told_and_nothing_is_written(staffed: Database, row: Sequence[str], code: str) -> None:
    report = take_deputies(staffed, ("binh", "an", "", "", ""), row)

    with staffed.read() as conn:
        written = conn.execute(select(func.count()).select_from(t.deputies)).scalar()
    assert (report.rows[1].code, written) == (code, 0)
