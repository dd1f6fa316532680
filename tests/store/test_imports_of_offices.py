from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from store import organisation
from store import tables as t
from store.engine import Database
from store.imports.offices import import_offices
from store.imports.report import Report
from tests.store.makers import TODAY, make_grant, make_person
from tests.store.spreadsheets import make_csv, told

OFFICE = ("person_id", "role", "unit_id", "valid_from", "valid_to")
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


@pytest.fixture
def staffed(reorganised: Database) -> Database:
    with reorganised.write() as conn:
        for person in ("an", "binh", "chi"):
            make_person(conn, person, "commune")
        make_person(conn, "commune-police", "commune", kind="collective", number=None)
    return reorganised


def take_offices(database: Database, *rows: Sequence[str], partial: bool = False) -> Report:
    with database.write() as conn:
        return import_offices(conn, make_csv(OFFICE, *rows), today=TODAY, partial=partial)


def office_ids(database: Database) -> list[str]:
    with database.read() as conn:
        return list(conn.execute(select(t.grants.c.id).order_by(t.grants.c.id)).scalars())


def test_an_office_is_held_once_it_is_imported(staffed: Database) -> None:
    report = take_offices(staffed, ("an", "head", "district", "2026-01-01", ""), ("binh", "leader", "commune", "", ""))

    with staffed.read() as conn:
        found = organisation.holders_of(conn, [("head", "commune"), ("leader", "commune")], TODAY)
    assert report.counts == {"new": 2}
    assert {office: [holder.person_id for holder in held] for office, held in found.items()} == {
        ("head", "commune"): ["an"],
        ("leader", "commune"): ["binh"],
    }


def test_the_same_file_twice_is_unchanged_however_its_days_are_written(staffed: Database) -> None:
    reports = [take_offices(staffed, ("an", "head", "district", day, "")) for day in ("2026-11-01", "1/11/2026")]

    assert [report.counts for report in reports] == [{"new": 1}, {"unchanged": 1}]
    assert office_ids(staffed) == ["an/head/district/2026-11-01"]


def test_an_office_that_came_another_way_is_the_same_office(staffed: Database) -> None:
    with staffed.write() as conn:
        make_grant(conn, "an", "head", "district")

    report = take_offices(staffed, ("an", "head", "district", "", ""))

    assert (report.counts, office_ids(staffed)) == ({"unchanged": 1}, ["head/district/an"])


def test_an_office_is_ended_by_its_own_row_and_may_be_held_again_later(staffed: Database) -> None:
    take_offices(staffed, ("an", "head", "district", "", ""))

    report = take_offices(
        staffed, ("an", "head", "district", "", YESTERDAY), ("an", "head", "district", TODAY.isoformat(), "")
    )

    assert [(row.state, row.params) for row in report.rows] == [("changed", {"columns": ["valid_to"]}), ("new", {})]


def test_what_was_held_in_a_unit_until_it_ended_is_taken(staffed: Database) -> None:
    assert take_offices(staffed, ("an", "leader", "team", "", YESTERDAY)).is_taken


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("stranger", "head", "commune", "", ""), "unknown_person"),
        (("commune-police", "head", "commune", "", ""), "is_collective"),
        (("", "head", "commune", "", ""), "cell_empty"),
        (("an", "king", "commune", "", ""), "not_one_of"),
        (("an", "head", "nowhere", "", ""), "unknown_unit"),
        (("an", "head", "team", "", ""), "unit_ended"),
        (("an", "head", "other-district", "", ""), "closed_unit"),
        (("an", "head", "commune", "2026-05-02", "2026-05-01"), "ends_before_it_begins"),
        (("an", "head", "commune", "hôm nay", ""), "not_a_date"),
        (("binh", "officer", "commune", "", ""), "twice"),
        (("binh", "officer", "commune", "2026-05-02", ""), "held_already"),
    ],
)
def test_a_bad_office_is_told_and_nothing_is_written(staffed: Database, row: Sequence[str], code: str) -> None:
    report = take_offices(staffed, ("binh", "officer", "commune", "", ""), row)

    assert (report.rows[1].code, office_ids(staffed)) == (code, [])


def test_an_auditor_is_nothing_else_on_the_same_day(staffed: Database) -> None:
    until, after = ("an", "auditor", "province", "", YESTERDAY), ("an", "head", "district", TODAY.isoformat(), "")
    both = ("binh", "auditor", "province", "", ""), ("binh", "head", "district", TODAY.isoformat(), "")

    report = take_offices(staffed, until, after, *both, partial=True)

    assert [row.code for row in report.rows] == [None, None, "auditor_with_other_role", "auditor_with_other_role"]
    assert office_ids(staffed) == ["an/auditor/province", f"an/head/district/{TODAY}"]


def test_who_sits_in_a_council_does_not_become_administrator(staffed: Database) -> None:
    with staffed.write() as conn:
        conn.execute(t.councils.insert().values(id="c", unit_id="district", stage_council="unit", name="Hội đồng"))
        seat = {"id": "s", "council_id": "c", "person_id": "an", "post": "member", "voting": True}
        conn.execute(t.seats.insert().values(seat))

    report = take_offices(staffed, ("an", "administrator", "province", "", ""))

    assert told(report) == [("an/administrator/province", "error", "administrator_on_council")]
