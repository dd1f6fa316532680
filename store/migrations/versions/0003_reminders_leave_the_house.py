"""Reminders know their deadline, messages their channels; snoozes, calendars, outages and holds have a place.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("nominations", sa.Column("held_at", INSTANT))
    op.add_column("reminders", sa.Column("programme", sa.String()))
    op.add_column("reminders", sa.Column("due_at", INSTANT))
    op.add_column("outbox", sa.Column("read_at", INSTANT))
    op.drop_index("ix_outbox_to_person_id", "outbox")
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
        "feeds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_feeds_person_id"),
        sa.UniqueConstraint("hash", name="uq_feeds_hash"),
    )
    op.create_index("ix_feeds_person_id", "feeds", ["person_id"])

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
