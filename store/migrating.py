"""Bringing the tables to the newest revision. Apart from the engine: few processes do, and alembic takes a while."""

from pathlib import Path

import alembic.command
import alembic.config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from store.engine import Database
from store.errors import UnknownRevision

MIGRATIONS = Path(__file__).with_name("migrations")
_MIGRATING = 0x5030_1945  # the name, among PostgreSQL's advisory locks, of the right to migrate


def migrate(database: Database) -> None:
    """Bring the tables to the newest revision, all of it or nothing. Nothing happens if they are there.

    Raise UnknownRevision if a newer program has made them.
    """
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _MIGRATING})
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is not None and not is_known(revision):
            raise UnknownRevision(revision)
        alembic.command.upgrade(alembic_config(connection), "head")


def is_known(revision: str) -> bool:
    """Is this a revision of ours?"""
    return revision in {one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def alembic_config(connection: Connection) -> alembic.config.Config:
    """Return what alembic needs to work inside the transaction of `connection`."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
