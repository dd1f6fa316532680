"""What this instance is, and what it never rewrites: the ledger, the audit chain, the books.

Revision ID: 0001
Revises:
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

KEPT = {"audit": ("UPDATE", "DELETE"), "events": ("UPDATE", "DELETE"), "entries": ("DELETE",)}


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )

    op.create_table(
        "events",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.String()),
        sa.Column("body", JSON, nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "number", name="pk_events"),
    )

    op.create_table(
        "audit",
        sa.Column("seq", SERIAL, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.String()),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("before_hash", sa.String()),
        sa.Column("after_hash", sa.String()),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("entry_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sa.UniqueConstraint("entry_hash", name="uq_audit_entry_hash"),
    )
    op.create_index("ix_audit_object", "audit", ["object"])

    op.create_table(
        "books",
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("book", "unit_id", "year", name="pk_books"),
    )

    op.create_table(
        "entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("sitting_id", sa.String()),
        sa.Column("document", sa.String()),
        sa.Column("decision_no", sa.String()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("award", sa.String()),
        sa.Column("reward_vnd", sa.BigInteger()),
        sa.Column("score", sa.Integer()),
        sa.Column("score_of", sa.Integer()),
        sa.Column("band", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("book", "nomination_id", name="uq_entries_book_nomination_id"),
        sa.UniqueConstraint("book", "unit_id", "year", "number", name="uq_entries_book_unit_id_year_number"),
    )
    op.create_index("ix_entries_nomination_id", "entries", ["nomination_id"])
    op.create_index("ix_entries_recorded_at_id", "entries", ["recorded_at", "id"])

    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, acts in KEPT.items():
        keep_on_sqlite(table, acts) if sqlite else keep_on_postgresql(table, acts)
    meta = sa.table("meta", sa.column("key"), sa.column("value"))
    op.bulk_insert(meta, [{"key": "instance", "value": uuid4().hex}, {"key": "epoch", "value": uuid4().hex}])


def keep_on_sqlite(table: str, acts: tuple[str, ...]) -> None:
    for act in acts:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is never rewritten'); END"
        )


def keep_on_postgresql(table: str, acts: tuple[str, ...]) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{table} is never rewritten'; END $$"
    )
    # A statement trigger refuses TRUNCATE too, and even what would touch no row.
    op.execute(
        f"CREATE TRIGGER {table}_refuse BEFORE {' OR '.join((*acts, 'TRUNCATE'))} ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )
