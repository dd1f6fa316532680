"""The sweep of the reminders, called twice: offices are looked up by the day on the programme's wall, not by UTC's."""

from datetime import date

import pytest
from sqlalchemy import select

from activities import calls
from activities.reminders import ReminderHands
from store import tables as t
from store.engine import Database
from tests.store.cases import RULEBOOK, at
from tests.store.makers import make_grant, make_nomination, make_person

EARLY = at("2026-11-23T01:00")  # in London it is still the day before


@pytest.fixture
def owing(house: Database) -> Database:
    """A reminder to the leader of a team that got another leader this morning."""
    with house.write() as conn:
        conn.execute(t.grants.update().where(t.grants.c.role == "leader").values(valid_to=date(2026, 11, 22)))
        make_person(conn, "cuc")
        make_grant(conn, "cuc", "leader", "team", valid_from=date(2026, 11, 23))
        make_nomination(conn, "n-1", stage="team", entry={"kind": "review"})
        row = {"about": "n-1", "obligation": "review", "kind": "first", "role": "leader", "unit_id": "team"}
        conn.execute(t.reminders.insert().values(row | {"at": EARLY, "state": "planned", "dedupe": "one"}))
    return house


async def test_who_holds_the_office_this_morning_is_reminded_once(owing: Database) -> None:
    hands = ReminderHands(owing, RULEBOOK)

    first = await hands.send_reminders(calls.Instant(at=EARLY))
    again = await hands.send_reminders(calls.Instant(at=EARLY))

    with owing.read() as conn:
        told = list(conn.execute(select(t.outbox.c.to_person_id)).scalars())
    assert told == ["cuc"]
    assert (first, again) == (
        calls.Queued(queued=1, messages=1, suppressed=0),
        calls.Queued(queued=0, messages=0, suppressed=0),
    )
