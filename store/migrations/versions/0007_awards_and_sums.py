"""The award and the sum that a nomination is about, and what the book says of them.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("nominations", "entries"):
        op.add_column(table, sa.Column("award", sa.String()))
        op.add_column(table, sa.Column("reward_vnd", sa.BigInteger()))
