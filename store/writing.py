"""Inserting where somebody may have been first: one statement that both databases understand."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = TypeVar("Row")

_AT_ONCE = 500  # keeps a statement's parameters under every database's limit


def insert(conn: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that can say what happens on a conflict, in the dialect of `conn`."""
    if conn.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def portions(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Yield `rows` a few hundred at a time, so that a list of ids fits into a statement."""
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
