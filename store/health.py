"""What an operator asks of the database: is it sound, is it at the newest revision, what waits. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from store import tables as t
from store.engine import Database, alembic_config


@dataclass(frozen=True, slots=True)
class Soundness:
    """`damage` says what SQLite finds wrong with its file, None if nothing. No revision means no tables."""

    damage: str | None
    revision: str | None
    newest: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """Open nominations, messages that wait to be sent, and since when the oldest of them waits."""

    open_nominations: int
    messages: int
    waiting_since: datetime | None


def soundness(database: Database) -> Soundness:
    """Return whether the database is whole and which revision its tables have.

    Raise StoreUnavailable or StoreBusy if it cannot be asked.
    """
    try:
        with database.read() as conn:
            newest = ScriptDirectory.from_config(alembic_config(conn)).get_current_head() or ""
            damage = conn.exec_driver_sql("PRAGMA quick_check(1)").scalar() if database.is_sqlite else "ok"
            revision = MigrationContext.configure(conn).get_current_revision()
    except DBAPIError as error:  # the store has translated what is busy or away: what is left is the file
        return Soundness(damage=str(error.orig), revision=None, newest="")
    return Soundness(damage=None if damage == "ok" else str(damage), revision=revision, newest=newest)


def backlog(conn: Connection) -> Backlog:
    """Return what waits now."""
    open_nominations = conn.execute(select(func.count()).where(t.nominations.c.status != "ended")).scalar_one()
    queued = select(func.count(), func.min(t.outbox.c.created_at)).where(t.outbox.c.state == "queued")
    messages, since = conn.execute(queued).one()
    return Backlog(open_nominations=open_nominations, messages=messages, waiting_since=since)
