"""How many statements a transaction sends: the first thing to look at when a write is slow."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event


@contextmanager
def counted(conn: Connection) -> Iterator[list[str]]:
    """Yield a list that holds, afterwards, every statement sent through `conn` meanwhile."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(conn, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(conn, "before_cursor_execute", note)
