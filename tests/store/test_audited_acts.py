"""What the house itself writes leaves hashes in the audit chain, so that a row changed behind its back is found out;
and the end of the chain is the last thing a transaction waits for."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, select, update

from rules.commands import Recommend
from store import audit, instance, periods, rescheduling
from store import tables as t
from store.engine import Database
from tests.store.cases import (
    CLOSING,
    MONDAY,
    OPENING,
    RULEBOOK,
    at,
    close,
    hand_over,
    log,
    open_votes,
    plan,
    settle,
    vote,
    withdraw,
)
from tests.store.sat import opened, with_waiting_list
from tests.store.test_ledger import without_triggers
from tests.store.test_recording import decided, recorded


def changed(database: Database) -> tuple[str, ...]:
    with database.read() as conn:
        found = audit.verify(conn)
    assert found.is_unbroken
    return found.changed


def tamper(database: Database, table: str, *statements: Any) -> None:
    with database.write() as conn:
        without_triggers(conn, table)
        for statement in statements:
            conn.execute(statement)


def begin(database: Database, key: str = "2026-11", when: datetime = MONDAY) -> None:
    with database.write() as conn:
        epoch = instance.epoch(conn)
        periods.open_period(conn, "so-vang", "unit-month", key, at=when, epoch=epoch, rulebook=RULEBOOK)


def test_an_event_that_was_cut_off_is_found_out(house: Database) -> None:
    case = log(house)
    case.ask(Recommend(by="binh"), MONDAY)
    hand_over(house, case)
    agreed = changed(house)

    tamper(house, "events", t.events.delete().where(t.events.c.number == 2))

    assert (agreed, changed(house)) == ((), ("events:n-1",))


def test_an_event_that_was_written_anew_with_its_hash_is_found_out(house: Database) -> None:
    log(house)

    tamper(house, "events", update(t.events).values(content_hash="0" * 64))

    assert changed(house) == ("events:n-1",)


def test_a_decision_that_was_cut_off_and_a_line_that_was_changed_are_found_out(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2")
    vote(db, sitting, {"n-1": 5, "n-2": 5})
    close(db, sitting)
    agreed = changed(db)

    tamper(db, "events", t.events.delete().where(t.events.c.kind == "decided"))
    with db.write() as conn:
        conn.execute(update(t.entries).where(t.entries.c.number == 2).values(title="Việc khác"))

    assert (agreed, changed(db)) == ((), ("entries:unit/district/2026/2", f"events:{sitting}"))


def test_a_period_that_was_moved_is_found_out(house: Database) -> None:
    begin(house)
    agreed = changed(house)

    with house.write() as conn:
        conn.execute(update(t.periods).values(votes_close_at=at("2027-01-01T00:00")))

    assert (agreed, changed(house)) == ((), ("periods:period/so-vang/unit-month/2026-11",))


@contextmanager
def after_the_lock(database: Database) -> Iterator[list[str]]:
    """Yield what transactions ask besides the chain itself while they hold its end."""
    late: list[str] = []
    holding: dict[int, bool] = {}

    def ran(conn: Any, _cursor: object, statement: str, *_rest: object) -> None:
        held = holding.get(id(conn.connection.dbapi_connection), False)
        if "pg_advisory_xact_lock" in statement:
            holding[id(conn.connection.dbapi_connection)] = True
        elif held and " audit" not in statement:
            late.append(statement)

    def over(conn: Any) -> None:
        holding.pop(id(conn.connection.dbapi_connection), None)

    event.listen(database._writer, "before_cursor_execute", ran)
    event.listen(database._writer, "commit", over)
    try:
        yield late
    finally:
        event.remove(database._writer, "before_cursor_execute", ran)
        event.remove(database._writer, "commit", over)


@pytest.mark.parametrize("withdrawn", [None, "n-1"], ids=["the list ends", "one moves up"])
def test_nobody_who_holds_the_end_of_the_chain_waits_for_anything_else(
    postgres_db: Database, withdrawn: str | None
) -> None:
    with after_the_lock(postgres_db) as late:
        sitting = opened(postgres_db, "n-1", "n-2", "n-3", programme=with_waiting_list(on_tie_at_limit="stated order"))
        log(postgres_db, "n-9")
        begin(postgres_db, "2026-12")
        vote(postgres_db, sitting, {"n-1": 5, "n-2": 5, "n-3": 4})
        with postgres_db.write() as conn:
            move = rescheduling.Move(sitting, "secretary", "Bão", None, at("2026-12-09T17:00"))
            epoch = instance.epoch(conn)
            rescheduling.reschedule(conn, move, at=OPENING, epoch=epoch, rulebook=RULEBOOK)
        close(postgres_db, sitting, when=at("2026-12-09T17:00"))
        if withdrawn:
            with postgres_db.write() as conn:
                withdraw(conn, withdrawn)
        settle(postgres_db, sitting)
        empty = "sitting/so-vang/unit-month/department/2026-11"
        with postgres_db.write() as conn:
            plan(conn, "department")
        open_votes(postgres_db, empty)

    with postgres_db.read() as conn:
        heard = set(conn.execute(select(t.audit.c.action)).scalars())
    assert late == []
    assert heard == {
        "logged", "period_opened", "voting_opened", "rescheduled", "decided", "recorded", "waiting_list_ended",
        "none_nominated",
    }  # fmt: skip


def test_a_run_off_waits_for_nothing_either(postgres_db: Database) -> None:
    with after_the_lock(postgres_db) as late:
        sitting = opened(postgres_db, "n-1", "n-2", "n-3", programme=with_waiting_list())
        vote(postgres_db, sitting, {"n-1": 5, "n-2": 5, "n-3": 5})
        close(postgres_db, sitting, when=CLOSING)

    assert late == []


def test_a_line_of_the_provincial_book_is_heard_of_and_waits_for_nothing_either(postgres_db: Database) -> None:
    with after_the_lock(postgres_db) as late:
        decided(postgres_db, {"n-1": 1, "n-2": 2})
        recorded(postgres_db, "n-1")
    agreed = changed(postgres_db)

    with postgres_db.write() as conn:
        conn.execute(update(t.entries).where(t.entries.c.number == 2).values(decision_no="9/QĐ"))

    assert (late, agreed, changed(postgres_db)) == ([], (), ("entries:province/province/2026/2",))
