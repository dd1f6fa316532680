import unicodedata
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from store import tables as t
from store.engine import Database
from store.imports.people import import_people
from store.imports.report import Report
from tests.store.makers import TODAY, make_person
from tests.store.spreadsheets import make_csv, told

PERSON = ("person_id", "name", "unit_id", "kind", "number", "active_to")


def take_people(database: Database, *rows: Sequence[str], partial: bool = False) -> Report:
    with database.write() as conn:
        return import_people(conn, make_csv(PERSON, *rows), today=TODAY, partial=partial)


def people(database: Database) -> list[tuple[str, str]]:
    with database.read() as conn:
        found = conn.execute(select(t.people.c.id, t.people.c.unit_id).order_by(t.people.c.id)).all()
    return [(id_, unit_id) for id_, unit_id in found]


def test_people_are_taken_and_then_unchanged(reorganised: Database) -> None:
    rows = [("an", "Nguyễn An", "commune", "", "101-001", ""), ("team-1", "Tổ 1", "commune", "collective", "", "")]

    reports = [take_people(reorganised, *rows) for _ in range(2)]

    assert [report.counts for report in reports] == [{"new": 2}, {"unchanged": 2}]
    assert people(reorganised) == [("an", "commune"), ("team-1", "commune")]


def test_a_name_in_another_composition_is_the_same_name(reorganised: Database) -> None:
    row = ("an", "Nguyễn Ấn", "commune", "", "101-001", "")
    take_people(reorganised, row)

    report = take_people(reorganised, tuple(unicodedata.normalize("NFD", cell) for cell in row))

    assert report.counts == {"unchanged": 1}


def test_who_serves_in_a_unit_that_ended_is_put_where_it_went(reorganised: Database) -> None:
    left_on = (TODAY - timedelta(days=9)).isoformat()

    report = take_people(reorganised, ("an", "An", "team", "", "1", ""), ("binh", "Bình", "team", "", "2", left_on))

    assert (told(report), people(reorganised)) == (
        [("an", "new", "moved_to_successor"), ("binh", "new", None)],
        [("an", "commune"), ("binh", "team")],
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("a", "An", "nowhere", "", "1", ""), "unknown_unit"),
        (("a", "An", "other-district", "", "1", ""), "closed_unit"),
        (("a", "An", "commune", "", "", ""), "cell_empty"),
        (("a", "An", "commune", "robot", "1", ""), "not_one_of"),
        (("a", "An", "commune", "", "taken", ""), "number_taken"),
    ],
)
def test_a_bad_person_is_told_and_nothing_is_written(reorganised: Database, row: Sequence[str], code: str) -> None:
    with reorganised.write() as conn:
        make_person(conn, "known", "commune", number="taken")

    report = take_people(reorganised, ("good", "Tốt", "commune", "", "7", ""), row)

    assert ([row.code for row in report.rows], [id_ for id_, _ in people(reorganised)]) == ([None, code], ["known"])


def test_two_rows_with_one_number_are_both_refused(reorganised: Database) -> None:
    report = take_people(reorganised, ("a", "An", "commune", "", "1", ""), ("b", "Bình", "commune", "", "1", ""))

    assert [row.code for row in report.rows] == ["number_taken", "number_taken"]
