"""Editions of the rules and of calendars, changes of them, and what each change does to what runs.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("adopted_at", INSTANT, nullable=False),
        sa.Column("adopted_by", sa.String(), nullable=False),
        sa.Column("note", sa.String()),
        sa.Column("running", sa.String()),
        sa.PrimaryKeyConstraint("hash", name="pk_editions"),
    )
    op.create_index("ix_editions_programme_in_force_from", "editions", ["programme", "in_force_from"])

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

    op.create_table(
        "rule_changes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cases", sa.Text()),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("edition", sa.String()),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("running", sa.String(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("refused", JSON),
        sa.Column("decided_by", sa.String()),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_because", sa.Text()),
        sa.Column("finished_at", INSTANT),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_rule_changes"),
    )
    op.create_index("ix_rule_changes_programme_phase", "rule_changes", ["programme", "phase"])
    op.create_index("ix_rule_changes_proposed_at_id", "rule_changes", ["proposed_at", "id"])

    op.create_table(
        "adoptions",
        sa.Column("change_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("because", sa.String()),
        sa.Column("moves", JSON),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT),
        sa.PrimaryKeyConstraint("change_id", "about", name="pk_adoptions"),
        sa.ForeignKeyConstraint(["change_id"], ["rule_changes.id"], name="fk_adoptions_change_id"),
    )
    op.create_index("ix_adoptions_change_id_state_attempts_about", "adoptions", ["change_id", "state", "attempts", "about"])
