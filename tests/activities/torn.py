"""A database that commits and dies before it can say so: what an activity meets when it is tried again."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from store.engine import Database
from store.errors import StoreUnavailable


class Torn(Database):
    """The same database as another; the answer to its first commit is lost on the way."""

    is_whole = False

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with super().write() as conn:
            yield conn
        if not self.is_whole:
            self.is_whole = True
            raise StoreUnavailable("the answer to the commit was lost")
