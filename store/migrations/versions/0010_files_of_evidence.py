"""Files of evidence are attached to nominations.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("copy_size", sa.BigInteger()),
        sa.Column("copy_hash", sa.String()),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_nomination_id_added_at_id", "evidence", ["nomination_id", "added_at", "id"])
    op.create_index("ix_evidence_hash", "evidence", ["hash"])
    op.create_index("ix_evidence_copy_hash", "evidence", ["copy_hash"])


def downgrade() -> None:
    op.drop_table("evidence")
