"""Whoever asks to pass a silent step over is known; what is stuck is found by small indexes.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("nominations", sa.Column("override_by", sa.String()))
    for name, columns, rows in (
        ("ix_nominations_undated", ["stage_since"], "entry IS NULL AND status <> 'ended'"),
        ("ix_nominations_held", ["held_at"], "status = 'held'"),
        ("ix_nominations_override_by", ["override_by"], "override_by IS NOT NULL"),
        ("ix_nominations_before_council", ["stage", "council_unit_id"], "status = 'open'"),
    ):
        op.create_index(name, "nominations", columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))
