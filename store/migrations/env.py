"""How alembic runs here: inside a transaction that somebody else opened. It never opens or commits one itself."""

from alembic import context
from sqlalchemy.schema import SchemaItem

from store import tables as t


def is_ours(thing: SchemaItem, name: str | None, kind: str, reflected: bool, compare_to: SchemaItem | None) -> bool:  # noqa: ARG001 - alembic's signature
    """Leave out the word index: each database has its own kind of it, no part of the metadata."""
    return not str(name).startswith("nominations_words")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=t.metadata,
    include_object=is_ours,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
