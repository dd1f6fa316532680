"""The score sheets that were filled for a nomination, and the score that stands, in its row and in the book.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from store.types import type_of_json

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("nominations", sa.Column("scores", type_of_json))
    for table in ("nominations", "entries"):
        op.add_column(table, sa.Column("score", sa.Integer()))
        op.add_column(table, sa.Column("score_of", sa.Integer()))
        op.add_column(table, sa.Column("band", sa.String()))


def downgrade() -> None:
    for table in ("nominations", "entries"):
        for column in ("band", "score_of", "score"):
            op.drop_column(table, column)
    op.drop_column("nominations", "scores")
