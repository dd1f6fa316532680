"""Scans that are kept with written ballots, and the photos that everybody may see.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "scans",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_scans"),
        sa.ForeignKeyConstraint(
            ["sitting_id", "person_id"],
            ["roster.sitting_id", "roster.person_id"],
            name="fk_scans_sitting_id_person_id",
        ),
    )
    op.create_index("ix_scans_sitting_id_round_person_id", "scans", ["sitting_id", "round", "person_id"])
    op.create_index("ix_scans_hash", "scans", ["hash"])
    op.create_table(
        "photos",
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("evidence_id", name="pk_photos"),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_photos_evidence_id"),
    )


def downgrade() -> None:
    op.drop_table("photos")
    op.drop_table("scans")
