from dataclasses import replace

import pytest
from sqlalchemy import select, text

from store import instance, ledger
from store import tables as t
from store.engine import Database
from store.errors import Diverged, LedgerGap, WrongEpoch
from store.ledger import Stretch
from tests.store import racers
from tests.store.makers import make_line


def append(database: Database, *lines: ledger.LedgerLine, stream: str = "n-1") -> int:
    with database.write() as conn:
        return ledger.append(conn, stream, lines, instance.epoch(conn), "run")


def events(database: Database, stream: str = "n-1") -> tuple[ledger.LedgerLine, ...]:
    with database.read() as conn:
        return ledger.events_of(conn, stream)


def test_events_come_back_in_order_as_they_were_written(db: Database) -> None:
    lines = (make_line(1), make_line(2, actor_id=None, body={"until": "2026-12-01", "days": [1, 2], "why": None}))

    last = append(db, *lines)

    assert (last, events(db)) == (2, lines)


def test_the_same_events_again_change_nothing(db: Database) -> None:
    append(db, make_line(1), make_line(2))

    last = append(db, make_line(2), make_line(3))

    assert (last, [line.number for line in events(db)]) == (3, [1, 2, 3])


@pytest.mark.parametrize(
    "changes",
    [{"kind": "declined"}, {"actor_id": "binh"}, {"body": {}}, {"at": make_line(1).at.replace(microsecond=1)}],
    ids=["kind", "actor", "body", "time"],
)
def test_another_event_under_a_number_that_is_taken_diverges(db: Database, changes) -> None:
    append(db, make_line(1))

    with pytest.raises(Diverged) as refused:
        append(db, make_line(1, **changes), make_line(2))

    assert (refused.value.stream, refused.value.number, len(events(db))) == ("n-1", 1, 1)


def test_an_event_whose_predecessor_is_missing_is_refused(db: Database) -> None:
    append(db, make_line(1))

    with pytest.raises(LedgerGap) as refused:
        append(db, make_line(3))

    assert (refused.value.number, refused.value.last) == (3, 1)


def test_a_writer_from_before_a_restore_is_refused(db: Database) -> None:
    with db.write() as conn:
        before = instance.epoch(conn)
        instance.begin_epoch(conn)

    with pytest.raises(WrongEpoch), db.write() as conn:
        ledger.append(conn, "n-1", [make_line(1)], before, "run")

    assert events(db) == ()


def test_many_streams_are_written_together_or_not_at_all(db: Database) -> None:
    append(db, make_line(1), stream="n-2")
    with db.read() as conn:
        epoch = instance.epoch(conn)
    good = Stretch("n-1", [make_line(1), make_line(2)], epoch, "run")
    bad = Stretch("n-2", [make_line(1, kind="declined")], epoch, "run")

    with pytest.raises(Diverged), db.write() as conn:
        ledger.append_all(conn, [good, bad])
    with db.write() as conn:
        ledger.append_all(conn, [good, replace(bad, lines=[make_line(1), make_line(2)])])

    with db.read() as conn:
        assert ledger.last_numbers(conn, ["n-1", "n-2", "n-3"]) == {"n-1": 2, "n-2": 2}


def test_nothing_new_is_nothing_written(db: Database) -> None:
    assert append(db) == 0


def test_two_runs_that_write_the_same_number_at_once_agree_or_diverge(db: Database) -> None:
    same = [lambda: append(db, make_line(1)) for _ in range(6)]
    other = [lambda: append(db, make_line(1, kind="declined")) for _ in range(6)]

    came_of_it = racers.in_threads([act for pair in zip(same, other, strict=True) for act in pair])

    diverged = sum(isinstance(one, Diverged) for one in came_of_it)
    assert (diverged, came_of_it.count(1), len(events(db))) == (6, 6, 1)


def test_only_what_comes_behind_a_number_is_read(db: Database) -> None:
    append(db, make_line(1), make_line(2), make_line(3))

    with db.read() as conn:
        behind = ledger.events_of(conn, "n-1", after=2)

    assert [line.number for line in behind] == [3]


def test_a_ledger_that_was_left_alone_is_not_spoiled(db: Database) -> None:
    append(db, make_line(1), make_line(2))
    append(db, make_line(1), stream="n-2")

    with db.read() as conn:
        assert ledger.spoiled(conn) == ()


def test_an_event_that_was_changed_or_cut_out_behind_our_back_shows(db: Database) -> None:
    append(db, make_line(1), make_line(2), make_line(3))
    append(db, make_line(1), stream="n-2")

    with db.write() as conn:
        without_triggers(conn, "events")
        conn.execute(t.events.delete().where(t.events.c.stream == "n-1", t.events.c.number == 2))
        conn.execute(t.events.update().where(t.events.c.stream == "n-2").values(kind="declined"))

    with db.read() as conn:
        assert ledger.spoiled(conn) == (("n-1", 3), ("n-2", 1))


def without_triggers(conn, table: str) -> None:
    """Do what somebody with all rights on the database can do."""
    if conn.dialect.name == "sqlite":
        triggers = conn.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"), {"table": table}
        ).scalars()
        for name in triggers.all():
            conn.execute(text(f"DROP TRIGGER {name}"))
    else:
        conn.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))


def test_an_epoch_is_for_life_until_a_new_one_begins(db: Database) -> None:
    with db.write() as conn:
        first, again = instance.epoch(conn), instance.epoch(conn)
        begun = instance.begin_epoch(conn)
        after = instance.epoch(conn)
        rows = conn.execute(select(t.meta.c.key).order_by(t.meta.c.key)).scalars().all()

    assert (first == again, begun == after, first == begun, rows) == (True, True, False, ["epoch", "instance"])
