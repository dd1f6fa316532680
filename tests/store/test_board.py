"""What the board counts, by unit and stage."""

from datetime import timedelta

from store.board import Cell, heat
from store.engine import Database
from tests.store.makers import NOW, make_nomination


def test_what_waits_is_counted_by_unit_and_stage_and_what_has_ended_is_not(db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1", stage="team", due_at=NOW - timedelta(days=1))
        make_nomination(conn, "n-2", stage="team", due_at=NOW + timedelta(days=1), stage_since=NOW - timedelta(days=9))
        make_nomination(conn, "n-3", stage="end", status="ended", due_at=NOW - timedelta(days=1))
        make_nomination(conn, "n-4", stage="team", unit_id="commune", status="held")
        of_both = heat(conn, {"team", "commune"}, now=NOW)
        of_commune = heat(conn, {"commune"}, now=NOW)

    at_commune = Cell("commune", "team", 1, 0, NOW)
    assert of_both == (at_commune, Cell("team", "team", 2, 1, NOW - timedelta(days=9)))
    assert of_commune == (at_commune,)
