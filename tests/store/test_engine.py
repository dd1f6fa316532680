import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from store import tables as t
from store.engine import Database
from store.errors import StoreBusy, StoreUnavailable
from tests.databases import Server
from tests.store import racers
from tests.store.makers import make_outbox_row


def add(conn, name: str) -> None:
    conn.execute(t.outbox.insert().values(make_outbox_row(dedupe=name)))


def names(database: Database) -> list[str]:
    with database.read() as conn:
        return list(conn.execute(select(t.outbox.c.dedupe).order_by(t.outbox.c.dedupe)).scalars())


def test_what_was_written_is_there_for_the_next_reader(db: Database) -> None:
    with db.write() as conn:
        add(conn, "a")

    assert names(db) == ["a"]


def test_an_error_takes_everything_back(db: Database) -> None:
    def write() -> None:
        with db.write() as conn:
            add(conn, "a")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write()

    assert names(db) == []


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises((DBAPIError, StoreUnavailable)), db.read() as conn:
        add(conn, "a")

    assert names(db) == []


def test_a_reader_sees_one_moment_however_long_it_looks(db: Database) -> None:
    with db.read() as conn:
        before = conn.execute(select(func.count()).select_from(t.outbox)).scalar()
        with db.write() as other:
            add(other, "a")
        after = conn.execute(select(func.count()).select_from(t.outbox)).scalar()

    assert (before, after) == (0, 0)


def test_a_writer_that_waits_too_long_is_told_that_the_store_is_busy(db: Database) -> None:
    hurried = Database(db.url, wait_s=0.2)
    with db.write() as conn:
        lock_instance(conn)

        with pytest.raises(StoreBusy), hurried.write() as other:
            lock_instance(other)
    hurried.close()


def lock_instance(conn) -> None:
    conn.execute(update(t.meta).where(t.meta.c.key == "instance").values(value="held"))


def test_readers_do_not_wait_for_a_writer(db: Database) -> None:
    with db.write() as conn:
        add(conn, "a")

        assert names(db) == []


def test_only_as_many_as_there_are_places_get_one(db: Database) -> None:
    got = racers.in_processes(racers.take_places, db.url, processes=4)

    assert sorted(got) == [False] * 20 + [True] * 20


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")

    with pytest.raises(StoreUnavailable), database.read():
        pass


def test_a_server_that_comes_back_needs_no_restart_of_ours(postgres: Server, postgres_db: Database) -> None:
    assert names(postgres_db) == []

    postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 't%'")

    assert names(postgres_db) == []


def test_a_connection_that_dies_at_work_is_unavailable_and_writes_nothing(
    postgres: Server, postgres_db: Database
) -> None:
    def write() -> None:
        with postgres_db.write() as conn:
            add(conn, "a")
            postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 't%'")
            add(conn, "b")

    with pytest.raises(StoreUnavailable):
        write()

    assert names(postgres_db) == []


def test_sqlite_keeps_every_commit_through_a_power_cut(sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        settings = [
            conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert settings == ["wal", 2, 1]


def test_a_place_in_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a file"):
        Database("sqlite://")


def test_a_full_disk_is_unavailable(sqlite_db: Database) -> None:
    def write() -> None:
        with sqlite_db.write() as conn:
            conn.exec_driver_sql(f"PRAGMA max_page_count = {conn.exec_driver_sql('PRAGMA page_count').scalar()}")
            for number in range(2000):
                add(conn, f"{number}")

    with pytest.raises(StoreUnavailable):
        write()

    assert names(sqlite_db) == []


def test_a_writer_that_is_killed_leaves_neither_its_lock_nor_half_its_work(sqlite_db: Database) -> None:
    script = (
        "import os, sys; from store.engine import Database; from tests.store.test_engine import add\n"
        "with Database(sys.argv[1]).write() as conn: add(conn, 'half'); os.kill(os.getpid(), 9)"
    )

    killed = subprocess.run([sys.executable, "-c", script, sqlite_db.url], cwd=Path.cwd(), check=False)
    with sqlite_db.write() as conn:
        add(conn, "whole")

    assert (killed.returncode, names(sqlite_db)) == (-9, ["whole"])


def test_a_file_that_another_program_holds_is_busy_and_then_free_again(sqlite_db: Database) -> None:
    hurried = Database(sqlite_db.url, wait_s=0.1)
    with closing(sqlite3.connect(str(sqlite_db.path), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy), hurried.write():
            pass

    with hurried.write() as conn:
        add(conn, "a")
    hurried.close()

    assert names(sqlite_db) == ["a"]


def test_an_error_names_no_value_that_was_to_be_written(db: Database) -> None:
    with pytest.raises(DBAPIError) as refused, db.write() as conn:
        conn.execute(t.outbox.insert().values(make_outbox_row(to_person_id="Nguyễn Văn An", kind=None)))

    assert "Nguyễn" not in str(refused.value.args)


def test_threads_take_turns_on_one_file(sqlite_db: Database) -> None:
    inside: list[int] = []
    most: list[int] = []

    def write() -> None:
        with sqlite_db.write() as conn:
            inside.append(1)
            most.append(len(inside))
            conn.execute(text("SELECT 1"))
            inside.pop()

    threads = [threading.Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(most), max(most)) == (20, 1)
