"""Changes of the rules, what each does to what runs, and what an edition leaves as it is.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("editions", sa.Column("running", sa.String()))
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
