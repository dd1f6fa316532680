"""A seat may be of a category that a quorum asks for; the roster keeps it.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("seats", "roster"):
        op.add_column(table, sa.Column("category", sa.String()))
