"""A change of the rules that waits for a second person reminds those who may approve it, until one of them decides."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from rules.rule_changes import Approved, Checked, Event, Proposed, fold
from store import instance, reminders, rule_changes
from store import tables as t
from store.engine import Database
from store.things import things
from tests.store.cases import MONDAY, RULEBOOK, make_house
from tests.store.changing import draft
from tests.store.makers import make_grant, make_person

LATER = MONDAY + timedelta(days=9)
LAST_DAY = LATER - timedelta(days=1)
ONE = draft(on=LATER.date(), starts_at=LATER, at=MONDAY)
PROPOSED = Proposed(
    at=MONDAY, by="admin", programme=ONE.programme, on=ONE.on, starts_at=LATER, running=ONE.running, because="QĐ 25"
)


def note(database: Database, first: int, events: Sequence[Event], before: Sequence[Event] = ()) -> None:
    with database.write() as conn:
        state = fold(ONE.id, [*before, *events])
        rule_changes.note(conn, ONE.id, first, events, state, instance.epoch(conn))


def asked(database: Database) -> list[tuple[str, str, datetime]]:
    r = t.reminders.c
    found = select(r.person_id, r.kind, r.at).where(r.about == ONE.id, r.state == "planned").order_by(r.at, r.person_id)
    with database.read() as conn:
        return [tuple(row) for row in conn.execute(found)]


def test_who_may_approve_is_asked_now_and_on_the_last_day_and_the_proposer_never(db: Database) -> None:
    with db.write() as conn:
        make_house(conn)
        for person_id, role in (("admin", "administrator"), ("other", "administrator"), ("director", "head")):
            make_person(conn, person_id, "province")
            make_grant(conn, person_id, role, "province")
        rule_changes.keep_draft(conn, ONE)
    opened = [PROPOSED, Checked(at=MONDAY)]
    note(db, 1, opened)

    waiting = asked(db)
    with db.write() as conn:
        sent = reminders.send_due(conn, now=MONDAY, on=MONDAY.date(), rulebook=RULEBOOK).queued
        named = things(conn, [ONE.id])
    note(db, 3, [Approved(at=MONDAY, by="other")], opened)

    assert waiting == [
        ("director", "first", MONDAY),
        ("other", "first", MONDAY),
        ("director", "final", LAST_DAY),
        ("other", "final", LAST_DAY),
    ]
    assert (sent, asked(db)) == (2, [])
    assert named == {ONE.id: (f"{ONE.programme}, {LATER:%d/%m/%Y}", f"/rules/changes/{ONE.id}")}
