import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, func, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from store import health, instance
from store import tables as t
from store.engine import Database
from store.errors import UnknownRevision
from store.migrating import alembic_config, migrate
from tests.databases import Server
from tests.store import racers
from tests.store.makers import NOW


def test_the_migrations_make_the_tables_that_the_code_describes(db: Database) -> None:
    with db.write() as conn:
        alembic.command.check(alembic_config(conn))


def test_every_table_of_the_code_is_there(db: Database) -> None:
    with db.read() as conn:
        there = set(inspect(conn).get_table_names())

    assert {table.name for table in t.metadata.tables.values()} - there == set()


def test_migrating_again_changes_nothing(db: Database) -> None:
    with db.read() as conn:
        before = instance.epoch(conn), instance.instance_id(conn)

    migrate(db)

    with db.read() as conn:
        assert (instance.epoch(conn), instance.instance_id(conn)) == before


def test_the_tables_of_a_newer_program_are_left_alone(db: Database) -> None:
    with db.write() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(UnknownRevision) as refused:
        migrate(db)

    assert refused.value.revision == "9999"
    with db.write() as conn:  # what is given back is as it was lent
        conn.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": health.versions(conn).newest})


def test_several_processes_that_start_at_once_migrate_once(postgres: Server, tmp_path) -> None:
    postgres.execute("CREATE DATABASE empty")
    for url in (f"sqlite:///{tmp_path / 'empty.db'}", postgres.url("empty")):
        databases = [Database(url, wait_s=60) for _ in range(4)]

        came_of_it = racers.in_threads([lambda database=database: migrate(database) for database in databases])

        with databases[0].read() as conn:
            epochs = conn.execute(select(func.count()).where(t.meta.c.key == instance.EPOCH)).scalar()
        assert (came_of_it, epochs) == ([None] * 4, 1)
        for database in databases:
            database.close()


@pytest.mark.parametrize("table", [t.audit, t.events, t.entries])
def test_what_must_not_be_deleted_cannot_be(db: Database, table) -> None:
    rows = {
        "audit": {"seq": 1, "at": NOW, "action": "a", "object": "o", "detail": {}, "prev_hash": "0", "entry_hash": "1"},
        "events": {
            "stream": "n-1",
            "number": 1,
            "kind": "logged",
            "at": NOW,
            "body": {},
            "content_hash": "h",
            "epoch": "e",
            "run_id": "r",
        },
        "entries": {
            "id": "e",
            "book": "unit",
            "unit_id": "u",
            "year": 2026,
            "number": 1,
            "nomination_id": "n-1",
            "recorded_at": NOW,
            "title": "Tìm người lạc",
        },
    }
    with db.write() as conn:
        conn.execute(table.insert().values(rows[table.name]))

    with pytest.raises(DBAPIError, match="never rewritten"), db.write() as conn:
        conn.execute(delete(table))


@pytest.mark.parametrize("change", [update(t.audit).values(action="b"), update(t.events).values(kind="b")])
def test_what_was_written_down_cannot_be_changed(db: Database, change) -> None:
    with db.write() as conn:
        conn.execute(
            t.audit.insert().values(seq=1, at=NOW, action="a", object="o", detail={}, prev_hash="0", entry_hash="1")
        )
        conn.execute(
            t.events.insert().values(
                stream="n", number=1, kind="a", at=NOW, body={}, content_hash="h", epoch="e", run_id="r"
            )
        )

    with pytest.raises(DBAPIError, match="never rewritten"), db.write() as conn:
        conn.execute(change)


def test_postgres_cannot_empty_the_ledger_either(postgres_db: Database) -> None:
    with pytest.raises(DBAPIError, match="never rewritten"), postgres_db.write() as conn:
        conn.execute(text("TRUNCATE events"))


def test_a_table_that_no_migration_makes_would_be_noticed(db: Database) -> None:
    with db.write() as conn:
        conn.execute(text("DROP TABLE deputies"))
        differences = compare_metadata(MigrationContext.configure(conn), t.metadata)

    assert "add_table" in [difference[0] for difference in differences if isinstance(difference, tuple)]
