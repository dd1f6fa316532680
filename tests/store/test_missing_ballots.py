"""Of ballots that are missing before the vote closes those are told whom the rules name; the voters hear of it."""

from datetime import datetime

import pytest
from sqlalchemy import select

from store import tables as t
from store.engine import Database
from store.planning import Whom
from tests.store.cases import COUNCIL, at, changed, make_house, open_votes, plan, stand


def planned(database: Database, sitting_id: str, kind: str) -> list[tuple[str, datetime]]:
    r = t.reminders.c
    found = select(r.role, r.unit_id, r.person_id, r.at).where(r.about == sitting_id, r.kind == kind)
    with database.read() as conn:
        return sorted((str(Whom(role, unit, person)), when) for role, unit, person, when in conn.execute(found))


MISSING = {"before": "4 hours", "tell": "secretary of the unit"}


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        pytest.param(None, [], id="the rules name nobody"),
        pytest.param(MISSING, [("secretary@district", at("2026-12-08T13:00"))], id="hours before it closes"),
        pytest.param(
            MISSING | {"tell": "standing office of the province", "before": "2 working days"},
            [("standing_office@province", at("2026-12-04T07:30"))],
            id="another office, days before",
        ),
        pytest.param(
            MISSING | {"before": "10 hours"}, [("secretary@district", at("2026-12-08T07:30"))], id="in quiet hours"
        ),
        pytest.param(MISSING | {"before": "9 working days"}, [], id="before it opened"),
    ],
)
def test_of_missing_ballots_those_are_told_whom_the_rules_name(
    sqlite_db: Database, clause: dict[str, str] | None, told: list[tuple[str, datetime]]
) -> None:
    with sqlite_db.write() as conn:
        make_house(conn, changed("unit-month", missing_ballots=clause))
        stand(conn, "n-1")
        sitting = plan(conn)

    open_votes(sqlite_db, sitting)

    assert planned(sqlite_db, sitting, "escalate") == told
    assert planned(sqlite_db, sitting, "escalated") == sorted((one, when) for one in COUNCIL for _, when in told)
