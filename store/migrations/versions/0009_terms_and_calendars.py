"""The terms of every stage are kept, and the editions of calendars; a sitting says on which its instants lie.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("sittings", sa.Column("calendar_edition", sa.String()))
    op.create_table(
        "terms",
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("calendar_edition", sa.String(), nullable=False),
        sa.Column("exceptions", JSON, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.PrimaryKeyConstraint("nomination_id", "number", name="pk_terms"),
    )
    op.create_table(
        "calendar_editions",
        sa.Column("number", SERIAL, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("adopted_at", INSTANT, nullable=False),
        sa.Column("adopted_by", sa.String(), nullable=False),
        sa.Column("note", sa.String()),
        sa.PrimaryKeyConstraint("number", name="pk_calendar_editions"),
    )
    op.create_index("ix_calendar_editions_hash", "calendar_editions", ["hash"])
