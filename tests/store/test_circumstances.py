"""What a rule file meets in the rows: units with all above them, councils with their voters, editions."""

from datetime import date

from rules.circumstances import Beginning, KnownCouncil, KnownUnit
from rules.exceptions import Whereabouts
from rules.loading import edition_hash
from store import tables as t
from store.circumstances import circumstances
from store.engine import Database
from tests.store.cases import SO_VANG, make_council, make_house

TODAY = date(2026, 11, 22)


def test_units_councils_and_editions_are_handed_to_the_rules(db: Database) -> None:
    with db.write() as conn:
        make_house(conn)
        conn.execute(t.seats.update().where(t.seats.c.id == "department.council/chair").values(post="member"))
        conn.execute(t.seats.update().where(t.seats.c.council_id == "district.council").values(voting=False))
        make_council(conn, "team", members=())

        found = circumstances(conn, "so-vang", TODAY)

    assert found.units["team"] == KnownUnit(
        None, Whereabouts(("team", "district", "province"), ("team", "district", "province"))
    )
    assert found.councils == (
        KnownCouncil("department", "unit", 5, has_chair=False),
        KnownCouncil("district", "unit", 0, has_chair=False),
        KnownCouncil("other-district", "unit", 5, has_chair=True),
        KnownCouncil("province", "province", 5, has_chair=True),
        KnownCouncil("team", "unit", 0, has_chair=False),
    )
    assert found.editions == (Beginning(edition_hash(SO_VANG), SO_VANG.in_force_from),)


def test_seats_and_councils_that_have_ended_by_then_do_not_count(db: Database) -> None:
    with db.write() as conn:
        make_house(conn)
        conn.execute(
            t.seats.update().where(t.seats.c.id == "district.council/chair").values(valid_to=date(2026, 12, 31))
        )
        conn.execute(
            t.units.update()
            .where(t.units.c.id == "other-district")
            .values(valid_to=date(2026, 12, 31), successor_id="district")
        )

        now, later = (circumstances(conn, "so-vang", TODAY, begins) for begins in (None, date(2027, 1, 1)))

    assert KnownCouncil("district", "unit", 5, has_chair=True) in now.councils
    assert [one for one in later.councils if one.unit_id in ("district", "other-district")] == [
        KnownCouncil("district", "unit", 4, has_chair=False)
    ]
    assert (now.begins, later.begins) == (None, date(2027, 1, 1))
