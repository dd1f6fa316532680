from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from rules.loading import find_programme
from store import organisation
from store import tables as t
from store.engine import Database
from store.imports.report import Report
from store.imports.seats import import_seats
from store.organisation import Seat
from store.rulebook import adopt
from tests.store.cases import LONG_AGO
from tests.store.makers import TODAY, make_grant, make_person
from tests.store.spreadsheets import make_csv

SEAT = ("unit_id", "council", "person_id", "post", "voting", "valid_from", "valid_to")
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


@pytest.fixture
def staffed(reorganised: Database) -> Database:
    with reorganised.write() as conn:
        adopt(conn, find_programme("so-vang"), LONG_AGO, by="test")
        for person in ("an", "binh", "chi"):
            make_person(conn, person, "commune")
        make_person(conn, "commune-police", "commune", kind="collective", number=None)
        make_person(conn, "admin", "province")
        make_grant(conn, "admin", "administrator", "province")
    return reorganised


def a_seat(**changes: str) -> tuple[str, ...]:
    row = dict.fromkeys(SEAT, "") | {"unit_id": "district", "council": "unit", "person_id": "an", "post": "member"}
    return tuple((row | changes).values())


def take_seats(database: Database, *rows: Sequence[str], partial: bool = False) -> Report:
    with database.write() as conn:
        return import_seats(conn, make_csv(SEAT, *rows), today=TODAY, partial=partial)


def rows_in(database: Database) -> tuple[int, int]:
    """How many councils and seats there are."""
    with database.read() as conn:
        councils, seats = (conn.execute(select(func.count()).select_from(x)).scalar() for x in (t.councils, t.seats))
    return councils or 0, seats or 0


def test_a_council_comes_with_its_seats_and_both_are_then_unchanged(staffed: Database) -> None:
    rows = a_seat(post="chair"), a_seat(person_id="binh", voting="no"), a_seat(unit_id="province", council="province")

    reports = [take_seats(staffed, *rows) for _ in range(2)]

    with staffed.read() as conn:
        council = organisation.councils_of(conn, ["district"], "unit")["district"]
        roster = organisation.rosters(conn, [council], TODAY)[council]
        name = conn.execute(select(t.councils.c.name).where(t.councils.c.id == council)).scalar()
    assert [report.counts for report in reports] == [{"new": 3}, {"unchanged": 3}]
    assert roster == (Seat("an", "chair", voting=True), Seat("binh", "member", voting=False))
    assert (name, rows_in(staffed)) == ("Hội đồng xét việc tốt vì Nhân dân, Công an district", (2, 3))


def test_a_seat_goes_into_the_council_that_is_there(staffed: Database) -> None:
    with staffed.write() as conn:
        conn.execute(t.councils.insert().values(id="c", unit_id="district", stage_council="unit", name="Hội đồng"))

    take_seats(staffed, a_seat())

    assert rows_in(staffed) == (1, 1)


def test_one_chair_follows_another(staffed: Database) -> None:
    take_seats(staffed, a_seat(post="chair"))

    report = take_seats(
        staffed,
        a_seat(post="chair", valid_to=YESTERDAY),
        a_seat(person_id="binh", post="chair", valid_from=TODAY.isoformat()),
    )

    assert report.counts == {"changed": 1, "new": 1}


def test_without_the_row_that_ends_the_old_chair_the_new_one_is_refused(staffed: Database) -> None:
    take_seats(staffed, a_seat(post="chair"))

    report = take_seats(
        staffed,
        a_seat(post="chair", valid_to=YESTERDAY, voting="perhaps"),
        a_seat(person_id="binh", post="chair", valid_from=TODAY.isoformat()),
        a_seat(person_id="chi"),
        partial=True,
    )

    assert [row.code for row in report.rows] == ["not_one_of", "two_chairs", None]
    assert rows_in(staffed) == (1, 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person_id": "stranger"}, "unknown_person"),
        ({"person_id": "commune-police"}, "is_collective"),
        ({"person_id": "admin"}, "administrator_on_council"),
        ({"unit_id": "nowhere"}, "unknown_unit"),
        ({"unit_id": "team"}, "unit_ended"),
        ({"unit_id": "other-district"}, "closed_unit"),
        ({"council": "ward"}, "not_one_of"),
        ({"council": "province"}, "not_its_council"),
        ({"unit_id": "province"}, "not_its_council"),
        ({"post": "guest"}, "not_one_of"),
        ({"voting": "maybe"}, "not_one_of"),
        ({"valid_from": "2026-05-02", "valid_to": "2026-05-01"}, "ends_before_it_begins"),
        ({"person_id": "binh", "post": "chair", "valid_from": "2026-05-02"}, "held_already"),
        ({"post": "chair"}, "two_chairs"),
    ],
)
def test_a_bad_seat_is_told_and_nothing_is_written(staffed: Database, changes: dict[str, str], code: str) -> None:
    report = take_seats(staffed, a_seat(person_id="binh", post="chair"), a_seat(**changes))

    assert (report.rows[1].code, rows_in(staffed)) == (code, (0, 0))
