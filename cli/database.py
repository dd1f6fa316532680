"""The application database of this machine, as commands open it: there already, or refused with words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from cli.refusals import RefusalError
from settings import Settings, load
from store.engine import Database


def there(settings: Settings) -> None:
    """Raise RefusalError where the database should be a file and there is none.

    `no_house` in a folder with nothing in it, `database_missing` beside what is left of a house.
    """
    if settings.database_file and not settings.database_file.exists():
        if not settings.data.exists() or not any(settings.data.iterdir()):
            raise RefusalError("no_house", folder=settings.data)
        raise RefusalError("database_missing", file=settings.database_file)


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Yield the database of these settings, and close it. Raise RefusalError as `there` does."""
    there(settings)
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def reading(data: Path | None) -> Iterator[Connection]:
    """Yield a connection that reads the house in the folder `data`. Raise RefusalError as `there` does."""
    with opened(load(data=data)) as database, database.read() as conn:
        yield conn
