"""What an operator asks of the database: is it sound, is it at the newest revision, what waits. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import ColumnElement, Connection, case, func, select
from sqlalchemy.exc import DBAPIError

from store import tables as t
from store.engine import Database
from store.migrating import MIGRATIONS
from store.nominations import IS_RUNNING

_LATELY = timedelta(days=7)


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


@dataclass(frozen=True, slots=True)
class WayOut:
    """A channel by which messages leave the house: how many wait, how many failed in the last week, the last reason."""

    channel: str
    waiting: int
    failed: int
    because: str | None


@dataclass(frozen=True, slots=True)
class Versions:
    """The revision of the tables beside the newest one, and what the database calls itself."""

    revision: str | None
    newest: str
    database: str


def versions(conn: Connection) -> Versions:
    """Return which revision the tables have and which database keeps them."""
    newest = _newest()
    revision = MigrationContext.configure(conn).get_current_revision()
    if conn.dialect.name == "sqlite":
        return Versions(revision, newest, f"SQLite {conn.exec_driver_sql('SELECT sqlite_version()').scalar_one()}")
    return Versions(revision, newest, f"PostgreSQL {conn.exec_driver_sql('SHOW server_version').scalar_one()}")


@cache
def _newest() -> str:
    """Return the newest revision that this program knows: reading all of them takes longer than anything else here."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def ways_out(conn: Connection, *, now: datetime) -> tuple[WayOut, ...]:
    """Return how each channel does that has had anything to carry, by name."""
    d = t.deliveries.c
    waiting, failed = d.state.in_(("queued", "sending")), (d.state == "failed") & (d.next_at > now - _LATELY)
    counted = select(d.channel, _count(waiting), _count(failed)).group_by(d.channel).order_by(d.channel)
    told = []
    for channel, waits, fails in conn.execute(counted):
        last = select(d.because).where(d.channel == channel, waiting | failed, d.because.is_not(None))
        because = conn.execute(last.order_by(d.id.desc()).limit(1)).scalar()
        told.append(WayOut(channel, waits, fails, because))
    return tuple(told)


def reminders_due(conn: Connection, *, now: datetime) -> int:
    """Return how many planned reminders should have been looked at by now."""
    r = t.reminders.c
    due = select(func.count()).select_from(t.reminders).where(r.state == "planned", r.at <= now)
    return int(conn.execute(due).scalar_one())


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)


def soundness(database: Database) -> Soundness:
    """Return whether the database is whole and which revision its tables have.

    Raise StoreUnavailable or StoreBusy if it cannot be asked.
    """
    try:
        with database.read() as conn:
            newest = _newest()
            damage = conn.exec_driver_sql("PRAGMA quick_check(1)").scalar() if database.is_sqlite else "ok"
            revision = MigrationContext.configure(conn).get_current_revision()
    except DBAPIError as error:  # the store has translated what is busy or away: what is left is the file
        return Soundness(damage=str(error.orig), revision=None, newest="")
    return Soundness(damage=None if damage == "ok" else str(damage), revision=revision, newest=newest)


def backlog(conn: Connection) -> Backlog:
    """Return what waits now."""
    open_nominations = conn.execute(select(func.count()).select_from(t.nominations).where(IS_RUNNING)).scalar_one()
    queued = select(func.count(), func.min(t.outbox.c.created_at)).where(t.outbox.c.state == "queued")
    messages, since = conn.execute(queued).one()
    return Backlog(open_nominations=open_nominations, messages=messages, waiting_since=since)
