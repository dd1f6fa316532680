"""A reorganisation by a file: what goes along with a unit, and every reason why a row cannot be carried out."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from store import audit, organisation
from store import tables as t
from store.engine import Database
from store.imports.mapping import import_mapping
from store.imports.report import Report
from store.imports.tables import look, take
from tests.store.makers import NOW, TODAY, make_force, make_grant, make_nomination, make_person, make_sitting
from tests.store.spreadsheets import make_csv, told

COLUMNS = ("old_unit_id", "new_unit_id", "last_day", "name_vi", "parent_id", "move_offices", "move_seats")
YESTERDAY = TODAY - timedelta(days=1)
NEXT_MONTH = date(2026, 12, 1)


@pytest.fixture
def staffed(db: Database) -> Database:
    """Two teams and a commune of one district; a leader and an officer in the first, a leader in the second."""
    with db.write() as conn:
        make_force(conn)
        conn.execute(t.units.insert().values(id="team-2", name_vi="Đội 2", kind="team", parent_id="district"))
        for person, unit, role in (("an", "team", "officer"), ("binh", "team", "leader"), ("chi", "team-2", "leader")):
            make_person(conn, person, unit)
            make_grant(conn, person, role, unit)
        make_person(conn, "gone", "team", active_to=YESTERDAY - timedelta(days=30))
        for unit in ("district", "other-district"):
            conn.execute(
                t.councils.insert().values(id=unit, unit_id=unit, stage_council="unit", name=f"Hội đồng {unit}")
            )
        for person, council, post in (("an", "district", "chair"), ("binh", "district", "member")):
            row = {"id": f"{council}/{person}", "council_id": council, "person_id": person, "post": post}
            conn.execute(t.seats.insert().values(row | {"voting": True}))
        make_nomination(conn, "n-1", unit_id="team")
    return db


def leaders_of(conn: Connection, unit_id: str) -> list[str]:
    (found,) = organisation.holders_of(conn, [("leader", unit_id)], TODAY).values()
    return [one.person_id for one in found]


def carry_out(database: Database, *rows: Sequence[str], partial: bool = False, today: date = TODAY) -> Report:
    whole = [(*row, *[""] * (len(COLUMNS) - len(row))) for row in rows]
    with database.write() as conn:
        return import_mapping(conn, make_csv(COLUMNS, *whole), today=today, partial=partial)


def found(database: Database, *columns: Any) -> list[tuple[Any, ...]]:
    with database.read() as conn:
        return [tuple(row) for row in conn.execute(select(*columns).order_by(*columns))]


def test_a_unit_that_gets_another_id_takes_everything_along(staffed: Database) -> None:
    report = carry_out(staffed, ("team", "team-new", "", "Đội mới"))

    (row,) = report.rows
    counts = {"people": 2, "units": 0, "offices": 2, "seats": 0, "nominations": 1, "sittings": 0}
    says = {"unit_id": "team", "into": "team-new", "first": TODAY.isoformat()} | counts
    assert (row.key, row.state, row.code, row.params) == ("team → team-new", "new", "goes_over", says)
    with staffed.read() as conn:
        units = organisation.tree(conn)
        leaders = leaders_of(conn, "team")
        offices = organisation.grants_of(conn, "binh", TODAY), organisation.grants_of(conn, "binh", YESTERDAY)
    new = units.units["team-new"]
    assert (new.name_vi, new.kind, new.parent_id, new.valid_from) == ("Đội mới", "team", "district", TODAY)
    assert (units.units["team"].valid_to, units.open_successor("team", TODAY)) == (YESTERDAY, "team-new")
    assert leaders == ["binh"]
    assert [[one.unit_id for one in some] for some in offices] == [["team-new"], ["team"]]
    assert found(staffed, t.people.c.id, t.people.c.unit_id) == [
        ("an", "team-new"),
        ("binh", "team-new"),
        ("chi", "team-2"),
        ("gone", "team"),
    ]


def test_units_merge_into_one_that_is_there_and_the_same_file_again_changes_nothing(staffed: Database) -> None:
    rows = (("team", "commune", ""), ("team-2", "commune", ""))

    first, again = carry_out(staffed, *rows), carry_out(staffed, *rows, today=TODAY + timedelta(days=3))

    assert (first.counts, again.counts) == ({"changed": 2}, {"unchanged": 2})
    with staffed.read() as conn:
        leaders = leaders_of(conn, "commune")
    assert leaders == ["binh", "chi"]


def test_a_council_goes_on_in_the_new_unit_and_the_old_one_still_has_its_members(staffed: Database) -> None:
    carry_out(staffed, ("district", "district-new"))

    with staffed.read() as conn:
        councils = organisation.councils_of(conn, ["district", "district-new"], "unit")
        rosters = organisation.rosters(conn, list(councils.values()), TODAY)
        under = organisation.tree(conn).ancestors("team", TODAY)
    assert [[seat.person_id for seat in rosters[councils[id_]]] for id_ in ("district", "district-new")] == [
        ["an", "binh"],
        ["an", "binh"],
    ]
    assert under == ("team", "district-new", "province")


def test_what_is_to_come_leaves_people_where_they_are_until_then(staffed: Database) -> None:
    row = ("team", "commune", (NEXT_MONTH - timedelta(days=1)).isoformat())

    before = carry_out(staffed, row)
    there = found(staffed, t.people.c.unit_id)
    after = carry_out(staffed, row, today=NEXT_MONTH)

    assert ([report.counts for report in (before, after)], there.count(("team",))) == ([{"changed": 1}] * 2, 3)
    assert ("an", "commune") in found(staffed, t.people.c.id, t.people.c.unit_id)
    with staffed.read() as conn:
        on = [[one.unit_id for one in organisation.grants_of(conn, "an", day)] for day in (TODAY, NEXT_MONTH)]
    assert on == [["team"], ["commune"]]


def test_offices_and_seats_that_do_not_move_end_with_the_unit_or_stay_with_its_council(staffed: Database) -> None:
    carry_out(
        staffed, ("team", "commune", "", "", "", "no", "no"), ("district", "other-district", "", "", "", "no", "no")
    )

    with staffed.read() as conn:
        assert organisation.grants_of(conn, "an", TODAY) == ()
        assert organisation.grants_of(conn, "an", YESTERDAY) != ()
        assert organisation.rosters(conn, ["other-district"], TODAY) == {"other-district": ()}


def test_a_unit_that_keeps_its_id_moves_under_another_at_once(staffed: Database) -> None:
    report = carry_out(staffed, ("team", "team", "", "", "other-district"))

    assert [(row.state, row.code) for row in report.rows] == [("changed", "stays_itself")]
    with staffed.read() as conn:
        assert organisation.tree(conn).parent("team", TODAY) == "other-district"
        assert leaders_of(conn, "team") == ["binh"]


def test_a_unit_that_goes_into_one_below_it_leaves_that_one_with_a_parent(staffed: Database) -> None:
    carry_out(staffed, ("district", "commune", "", "", "", "", "no"))

    with staffed.read() as conn:
        assert organisation.tree(conn).parent("commune", TODAY) == "province"


def test_sittings_that_the_old_council_has_planned_are_counted_and_stay_its_own(staffed: Database) -> None:
    with staffed.write() as conn:
        make_sitting(conn, "s", members=(), candidates=(), status="planned", council_id="district")

    report = carry_out(staffed, ("district", "district-new"))

    assert report.rows[0].params["sittings"] == 1
    assert found(staffed, t.sittings.c.unit_id, t.sittings.c.council_id) == [("district", "district")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("nowhere", "commune"), "unknown_unit"),
        (("team", ""), "cell_empty"),
        (("team", "a b"), "not_an_id"),
        (("team", "team", "2026-11-01"), "changes_at_once"),
        (("team", "commune", "hôm qua"), "not_a_date"),
        (("team", "commune", "", "", "nowhere"), "unknown_unit"),
        (("team", "commune", "", "", "", "maybe"), "not_one_of"),
        (("team-2", "other-district"), "twice"),
    ],
)
def test_a_row_that_cannot_be_is_told_and_nothing_is_written(staffed: Database, row: Sequence[str], code: str) -> None:
    before = found(staffed, *t.units.c)

    report = carry_out(staffed, ("team-2", "commune"), row)

    assert ([one.code for one in report.rows if one.state == "error"], report.is_taken) == ([code], False)
    assert found(staffed, *t.units.c) == before
    assert found(staffed, t.grants.c.unit_id, t.grants.c.valid_to).count(("team-2", None)) == 1


def test_two_chairs_in_one_council_are_told_with_whom_it_is_about(staffed: Database) -> None:
    with staffed.write() as conn:
        row = {"id": "other", "council_id": "other-district", "person_id": "chi", "post": "chair", "voting": True}
        conn.execute(t.seats.insert().values(row))

    report = carry_out(staffed, ("district", "other-district"))

    (row,) = report.rows
    assert (row.state, row.code, row.params) == ("error", "two_chairs", {"other": "chi"})
    assert row.key.startswith("district → other-district: unit/other-district/an")


def test_a_unit_that_is_itself_going_is_no_place_to_go_to(staffed: Database) -> None:
    report = carry_out(staffed, ("team", "team-2"), ("team-2", "commune"))

    assert told(report) == [("team → team-2", "error", "unit_ended"), ("team-2 → commune", "changed", "goes_over")]
    assert not report.is_taken


def test_a_unit_that_went_elsewhere_before_does_not_go_again(staffed: Database) -> None:
    carry_out(staffed, ("team", "commune"))

    assert told(carry_out(staffed, ("team", "team-2"))) == [("team", "error", "goes_elsewhere")]


def test_two_rows_that_say_different_things_of_the_new_unit_are_told(staffed: Database) -> None:
    report = carry_out(staffed, ("team", "new", "", "Đội A"), ("team-2", "new", "", "Đội B"), partial=True)

    assert told(report) == [("team → new", "new", "goes_over"), ("team-2 → new", "error", "said_otherwise")]
    assert found(staffed, t.units.c.id, t.units.c.name_vi).count(("new", "Đội A")) == 1


def test_a_look_writes_nothing_and_taking_it_leaves_a_line_in_the_audit_chain(staffed: Database) -> None:
    data = make_csv(("old_unit_id", "new_unit_id"), ("team", "commune"))
    with staffed.write() as conn:
        looked = look(conn, "mapping", data, today=TODAY)
    before = found(staffed, t.units.c.id, t.units.c.successor_id)

    with staffed.write() as conn:
        taken = take(conn, "mapping", data, now=NOW, today=TODAY, by="admin")

    assert (looked.rows, ("team", "commune") in before) == (taken.rows, False)
    with staffed.read() as conn:
        assert audit.verify(conn).is_unbroken
    assert found(staffed, t.audit.c.action, t.audit.c.actor_id)[-1] == ("import_mapping", "admin")
