"""Connections to the one database, SQLite or PostgreSQL: `read()` sees one snapshot, `write()` commits at its end.

Nothing below this module commits or rolls back.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from store.errors import StoreBusy, StoreUnavailable
from store.turns import Turns

WAIT_S = 5.0
"""How long a writer waits for its turn, or for a locked row, before it is told that the store is busy."""

_BUSY_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_AWAY_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
_BUSY_POSTGRES = {"55P03", "40001", "40P01", "57014"}  # lock timeout, serialization, deadlock, statement timeout
_AWAY_POSTGRES = ("08", "53", "57P", "58")  # connection, resources, shutdown, system error


class Database:
    """One database by its URL: `sqlite:////data/app.db` or `postgresql://...`. Open to any number of threads."""

    def __init__(self, url: str, *, wait_s: float = WAIT_S) -> None:
        self.url = url
        address = make_url(url)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.path: Path | None = None
        if self.is_sqlite:
            if address.database in (None, "", ":memory:"):
                raise ValueError("the store needs a file: an address in memory is one connection's own")
            self.path = Path(str(address.database))
            self._turns: Turns | None = Turns(self.path.with_name(f"{self.path.name}.writer"), wait_s)
            self._reader, self._writer = _sqlite(url, wait_s, writes=False), _sqlite(url, wait_s, writes=True)
        else:
            self._turns = None
            self._writer = _postgres(url, wait_s)
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one snapshot and refuses to write. Raise StoreUnavailable or StoreBusy."""
        with _translated(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection inside a transaction; commit at the end, roll back on any error.

        On SQLite nobody else writes meanwhile; on PostgreSQL whoever reads to decide locks the row first.
        Raise StoreBusy or StoreUnavailable when nothing could be written.
        """
        with _translated(), self._turn(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self._reader.dispose()
        self._writer.dispose()

    def _turn(self) -> AbstractContextManager[None]:
        return self._turns.take() if self._turns else nullcontext()


def _sqlite(url: str, wait_s: float, *, writes: bool) -> Engine:
    # Writers queue for their turn before they connect, so one connection is all they ever use.
    pool: dict[str, Any] = {"pool_size": 1, "max_overflow": 0} if writes else {"pool_size": 8, "max_overflow": 32}
    engine = create_engine(
        url, connect_args={"timeout": wait_s, "check_same_thread": False}, hide_parameters=True, **pool
    )

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, below; the driver's own comes too late for a read
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -8000")
        if writes:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        else:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: str, wait_s: float) -> Engine:
    wait_ms = int(wait_s * 1000)
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=32,
        connect_args={
            "options": f"-c timezone=UTC -c lock_timeout={wait_ms} -c idle_in_transaction_session_timeout=60000"
        },
    )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as late:
        raise StoreBusy(str(late)) from late
    except DBAPIError as failed:
        _forget_values(failed)
        if _is_busy(failed):
            raise StoreBusy(str(failed.orig)) from failed
        if _is_away(failed):
            raise StoreUnavailable(str(failed.orig)) from failed
        raise


def _forget_values(failed: DBAPIError) -> None:
    # PostgreSQL quotes the whole row in its message, and an error ends in a log, where no name or story belongs.
    driver = failed.orig
    primary = getattr(getattr(driver, "diag", None), "message_primary", None)
    if driver is not None and primary:
        driver.args = (primary,)
        failed.args = (f"({type(driver).__name__}) {primary}",)


def _is_busy(failed: DBAPIError) -> bool:
    return _sqlite_code(failed) in _BUSY_SQLITE or getattr(failed.orig, "sqlstate", None) in _BUSY_POSTGRES


def _is_away(failed: DBAPIError) -> bool:
    state = getattr(failed.orig, "sqlstate", None) or ""
    # A server that does not answer at all sends no state.
    unreachable = failed.connection_invalidated or (
        type(failed.orig).__module__.startswith("psycopg") and type(failed.orig).__name__ == "OperationalError"
    )
    return _sqlite_code(failed) in _AWAY_SQLITE or state.startswith(_AWAY_POSTGRES) or (unreachable and not state)


def _sqlite_code(failed: DBAPIError) -> int | None:
    code = getattr(failed.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
