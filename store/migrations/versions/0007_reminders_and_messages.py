"""Reminders, messages and their deliveries; snoozes, and the times when the house was dark.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("dedupe", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("programme", sa.String()),
        sa.Column("due_at", INSTANT),
        sa.Column("role", sa.String()),
        sa.Column("unit_id", sa.String()),
        sa.Column("person_id", sa.String()),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("because", sa.String()),
        sa.Column("decided_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("dedupe", name="uq_reminders_dedupe"),
    )
    op.create_index("ix_reminders_about_state", "reminders", ["about", "state"])
    op.create_index("ix_reminders_state_at", "reminders", ["state", "at"])

    op.create_table(
        "outbox",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("dedupe", sa.String(), nullable=False),
        sa.Column("to_person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("params", JSON, nullable=False),
        sa.Column("about", sa.String()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("because", sa.String()),
        sa.Column("read_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe", name="uq_outbox_dedupe"),
    )
    op.create_index("ix_outbox_state_id", "outbox", ["state", "id"])
    op.create_index("ix_outbox_to_person_id_id", "outbox", ["to_person_id", "id"])

    op.create_table(
        "deliveries",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("message_id", SERIAL, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("because", sa.String()),
        sa.Column("sent_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name="fk_deliveries_message_id"),
        sa.UniqueConstraint("message_id", "channel", name="uq_deliveries_message_id_channel"),
    )
    op.create_index("ix_deliveries_channel_state_next_at", "deliveries", ["channel", "state", "next_at"])

    op.create_table(
        "snoozes",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "about", name="pk_snoozes"),
    )

    op.create_table(
        "outages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("to_at", INSTANT, nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
    )
    op.create_index("ix_outages_applied_at", "outages", ["applied_at"])
