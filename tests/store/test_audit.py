from dataclasses import replace

import pytest
from sqlalchemy import update

from store import audit, instance, ledger
from store import tables as t
from store.audit import AuditLine, Head
from store.engine import Database
from tests.store import racers
from tests.store.makers import NOW, make_line, make_nomination
from tests.store.test_ledger import without_triggers


def make_audit_line(number: int = 1, **changes) -> AuditLine:
    return replace(AuditLine(NOW, "an", "recommended", f"events:n-{number}", {"số": number}), **changes)


def append(database: Database, *lines: AuditLine) -> Head:
    with database.write() as conn:
        return audit.append(conn, lines)


def findings(database: Database, *anchors: Head) -> audit.Findings:
    with database.read() as conn:
        return audit.verify(conn, anchors)


def tamper(database: Database, *statements) -> None:
    with database.write() as conn:
        without_triggers(conn, "audit")
        for statement in statements:
            conn.execute(statement)


def test_a_chain_that_was_left_alone_is_unbroken(db: Database) -> None:
    append(db, make_audit_line(1), make_audit_line(2))
    head = append(db, make_audit_line(3))

    found = findings(db, head)

    assert (found.entries, found.is_unbroken, found.is_complete, found.agrees) == (3, True, True, True)


def test_an_empty_chain_is_unbroken_and_nobody_knows_whether_it_is_complete(db: Database) -> None:
    found = findings(db)

    assert (found.entries, found.is_unbroken, found.is_complete) == (0, True, None)


def test_the_entry_stands_or_falls_with_the_act(db: Database) -> None:
    def act_and_fail() -> None:
        with db.write() as conn:
            audit.append(conn, [make_audit_line()])
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        act_and_fail()

    assert findings(db).entries == 0


@pytest.mark.parametrize("column", ["at", "actor_id", "action", "object", "detail", "before_hash", "after_hash"])
def test_an_entry_that_was_changed_breaks_the_chain_there(db: Database, column: str) -> None:
    append(db, make_audit_line(1), make_audit_line(2), make_audit_line(3))

    value = {"at": NOW.replace(year=2020), "detail": {}}.get(column, "binh")
    tamper(db, update(t.audit).where(t.audit.c.seq == 2).values({column: value}))

    found = findings(db)
    assert (found.is_unbroken, found.broken_at) == (False, 2)


def test_an_entry_that_was_cut_out_breaks_the_chain_behind_it(db: Database) -> None:
    append(db, make_audit_line(1), make_audit_line(2), make_audit_line(3))

    tamper(db, t.audit.delete().where(t.audit.c.seq == 2))

    found = findings(db)
    assert (found.is_unbroken, found.broken_at) == (False, 3)


def test_a_tail_that_was_cut_off_shows_against_a_head_from_outside(db: Database) -> None:
    append(db, make_audit_line(1))
    printed = append(db, make_audit_line(2))

    tamper(db, t.audit.delete().where(t.audit.c.seq == 2))

    assert (findings(db).is_unbroken, findings(db, printed).is_complete) == (True, False)


def test_a_chain_built_anew_shows_against_a_head_from_outside(db: Database) -> None:
    printed = append(db, make_audit_line(1), make_audit_line(2))

    tamper(db, t.audit.delete())
    append(db, make_audit_line(1), make_audit_line(2, actor_id="binh"))

    found = findings(db, printed)
    assert (found.is_unbroken, found.is_complete) == (True, False)


def test_a_row_that_was_changed_behind_the_chain_no_longer_agrees(db: Database) -> None:
    with db.write() as conn:
        for id_ in ("n-1", "n-2"):
            make_nomination(conn, id_)
            after = audit.row_hash(conn, "nominations", id_)
            audit.append(conn, [make_audit_line(object=f"nominations:{id_}", after_hash=after)])
        conn.execute(update(t.nominations).where(t.nominations.c.id == "n-2").values(rank=1))

    found = findings(db)

    assert (found.is_unbroken, found.agrees, found.changed) == (True, False, ("nominations:n-2",))


def test_the_last_entry_of_an_object_says_how_it_should_be(db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1")
        before = audit.row_hash(conn, "nominations", "n-1")
        audit.append(conn, [make_audit_line(object="nominations:n-1", after_hash=before)])
        conn.execute(update(t.nominations).values(rank=1))
        after = audit.row_hash(conn, "nominations", "n-1")
        audit.append(conn, [make_audit_line(object="nominations:n-1", before_hash=before, after_hash=after)])

    assert findings(db).agrees


def test_a_stream_that_lost_its_end_no_longer_agrees(db: Database) -> None:
    with db.write() as conn:
        ledger.append(conn, "n-1", [make_line(1), make_line(2)], instance.epoch(conn), "run")
        audit.append(conn, [make_audit_line(after_hash=audit.row_hash(conn, "events", "n-1"))])
    agreed = findings(db).agrees

    with db.write() as conn:
        without_triggers(conn, "events")
        conn.execute(t.events.delete().where(t.events.c.number == 2))

    assert (agreed, findings(db).changed) == (True, ("events:n-1",))


def test_forty_who_write_at_once_make_one_chain(db: Database) -> None:
    racers.in_threads([lambda number=number: append(db, make_audit_line(number)) for number in range(40)])

    found = findings(db)

    assert (found.entries, found.is_unbroken) == (40, True)
