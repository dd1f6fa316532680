"""A change of the rules may be one of a calendar.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rule_changes", sa.Column("kind", sa.String(), nullable=False, server_default="programme"))
    op.add_column("rule_changes", sa.Column("content", sa.Text()))


def downgrade() -> None:
    op.drop_column("rule_changes", "content")
    op.drop_column("rule_changes", "kind")
