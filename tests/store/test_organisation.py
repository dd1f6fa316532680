from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from rules.doers import Where
from store import organisation
from store import tables as t
from store.engine import Database
from store.imports.units import import_units
from store.organisation import Holder, Seat
from tests.store.makers import TODAY, make_force, make_grant, make_person

UNITS = Path("demo/units.csv")


@pytest.fixture
def force(db: Database) -> Database:
    with db.write() as conn:
        make_force(conn)
        for person_id in ("an", "binh", "chi", "dung"):
            make_person(conn, person_id)
    return db


UNDER = Where.parse("right under a province")


def holders(database: Database, role: str, unit_id: str, on: date = TODAY) -> tuple[Holder, ...]:
    with database.read() as conn:
        return organisation.holders_of(conn, [(role, unit_id)], on)[role, unit_id]


def test_the_units_of_the_file_have_the_councils_that_their_time_gave_them(db: Database) -> None:
    with db.write() as conn:
        import_units(conn, UNITS.read_bytes())
        units = organisation.tree(conn)
        in_2022 = units.all_meant(UNDER, date(2022, 11, 5))
        in_spring_2025 = units.all_meant(UNDER, date(2025, 3, 1))

    kinds_in_2022 = Counter(units.units[id_].kind for id_ in in_2022)
    kinds_in_spring_2025 = Counter(units.units[id_].kind for id_ in in_spring_2025)
    assert (kinds_in_2022, kinds_in_spring_2025) == (
        {"department": 27, "district": 8},
        {"department": 27, "commune": 71},
    )


def test_a_commune_of_the_file_follows_its_merger(db: Database) -> None:
    with db.write() as conn:
        import_units(conn, UNITS.read_bytes())
        councils = [
            organisation.tree(conn).meant(UNDER, "ca-thi-tran-dak-mil", on)
            for on in (date(2025, 2, 28), date(2025, 3, 1), date(2025, 7, 1))
        ]
        successor = organisation.tree(conn).open_successor("ca-thi-tran-dak-mil", date(2025, 7, 1))

    assert (councils, successor) == (
        ["ca-huyen-dak-mil", "ca-thi-tran-dak-mil", "ld-ca-xa-duc-lap"],
        "ld-ca-xa-duc-lap",
    )


def test_the_holder_of_an_office_is_who_has_it_at_the_unit(force: Database) -> None:
    with force.write() as conn:
        make_grant(conn, "an", "leader", "team")
        make_grant(conn, "binh", "leader", "district")

    assert holders(force, "leader", "team") == (Holder("an", "team"),)


def test_where_nobody_holds_it_the_nearest_above_does(force: Database) -> None:
    with force.write() as conn:
        make_grant(conn, "binh", "leader", "district")
        make_grant(conn, "chi", "leader", "province")

    assert holders(force, "leader", "team") == (Holder("binh", "district"),)


def test_an_office_of_another_branch_or_role_is_no_help(force: Database) -> None:
    with force.write() as conn:
        make_grant(conn, "an", "leader", "other-district")
        make_grant(conn, "binh", "secretary", "team")

    assert holders(force, "leader", "team") == ()


def test_several_hold_an_office_together(force: Database) -> None:
    with force.write() as conn:
        make_grant(conn, "binh", "leader", "team")
        make_grant(conn, "an", "leader", "team")

    assert [holder.person_id for holder in holders(force, "leader", "team")] == ["an", "binh"]


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        pytest.param(None, None, True, id="since ever"),
        pytest.param(TODAY, TODAY, True, id="this day only"),
        pytest.param(TODAY.replace(day=24), None, False, id="from tomorrow"),
        pytest.param(None, TODAY.replace(day=22), False, id="until yesterday"),
    ],
)
def test_an_office_is_held_from_its_first_to_its_last_day(force: Database, first, last, holds: bool) -> None:
    with force.write() as conn:
        make_grant(conn, "an", "leader", "team", valid_from=first, valid_to=last)

    assert bool(holders(force, "leader", "team")) == holds


def test_a_leaver_is_seen_at_once(force: Database) -> None:
    with force.write() as conn:
        make_person(conn, "gone", active_to=TODAY.replace(day=22))
        make_grant(conn, "gone", "leader", "team")
        make_grant(conn, "an", "leader", "district")

    assert holders(force, "leader", "team") == (Holder("an", "district"),)


def test_a_deputy_follows_whom_she_stands_in_for(force: Database) -> None:
    with force.write() as conn:
        make_grant(conn, "an", "leader", "team")
        make_deputy(conn, "an", "binh", valid_from=TODAY, valid_to=TODAY)

    assert holders(force, "leader", "team") == (Holder("an", "team"), Holder("binh", "team", stands_in_for="an"))
    assert holders(force, "leader", "team", TODAY.replace(day=24)) == (Holder("an", "team"),)


def make_deputy(conn, person_id: str, deputy_id: str, **dates) -> None:
    row = {"id": f"{person_id}/{deputy_id}", "person_id": person_id, "deputy_id": deputy_id, **dates}
    conn.execute(t.deputies.insert().values(row))


def test_many_offices_are_asked_at_once(force: Database) -> None:
    with force.write() as conn:
        make_grant(conn, "an", "leader", "team")
        make_grant(conn, "binh", "head", "district")
        found = organisation.holders_of(conn, [("leader", "team"), ("head", "team"), ("head", "department")], TODAY)

    assert found == {
        ("leader", "team"): (Holder("an", "team"),),
        ("head", "team"): (Holder("binh", "district"),),
        ("head", "department"): (),
    }


def test_a_council_is_who_sits_in_it_that_day(force: Database) -> None:
    with force.write() as conn:
        make_council(conn, "council", "district")
        make_seat(conn, "council", "an", post="chair")
        make_seat(conn, "council", "binh", valid_to=TODAY.replace(day=22))
        make_seat(conn, "council", "chi", voting=False, post="secretary")
        today = organisation.rosters(conn, ["council"], TODAY)["council"]
        yesterday = organisation.rosters(conn, ["council"], TODAY.replace(day=22))["council"]

    assert today == (Seat("an", "chair", voting=True), Seat("chi", "secretary", voting=False))
    assert [seat.person_id for seat in yesterday] == ["an", "binh", "chi"]


def make_council(conn, id_: str, unit_id: str, stage_council: str = "unit") -> None:
    conn.execute(t.councils.insert().values(id=id_, unit_id=unit_id, stage_council=stage_council, name="Hội đồng"))


def make_seat(conn, council_id: str, person_id: str, **changes) -> None:
    row = {"id": f"{council_id}/{person_id}", "council_id": council_id, "person_id": person_id}
    conn.execute(t.seats.insert().values(row | {"post": "member", "voting": True} | changes))


def test_a_unit_and_its_province_have_councils_of_their_own(force: Database) -> None:
    with force.write() as conn:
        make_council(conn, "of-district", "district")
        make_council(conn, "of-province", "province", "province")
        found = [organisation.councils_of(conn, ["district", "province"], place) for place in ("unit", "province")]

    assert found == [{"district": "of-district"}, {"province": "of-province"}]


def test_what_somebody_is_on_a_day(force: Database) -> None:
    with force.write() as conn:
        make_council(conn, "council", "district")
        make_seat(conn, "council", "an", post="chair")
        make_grant(conn, "an", "leader", "team")
        make_grant(conn, "an", "head", "district", valid_to=TODAY.replace(day=22))
        make_deputy(conn, "binh", "an")
        offices = [(grant.role, grant.unit_id) for grant in organisation.grants_of(conn, "an", TODAY)]
        seats = organisation.seats_of(conn, "an", TODAY)
        away = organisation.acts_for(conn, "an", TODAY)

    assert (offices, seats, away) == ([("leader", "team")], (("council", "chair"),), ("binh",))
