"""Written ballots wait for a second reading, open votes are written down, and an entry names its document.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entries", sa.Column("document", sa.String()))
    op.create_table(
        "written_ballots",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("sitting_id", "round", "person_id", name="pk_written_ballots"),
        sa.ForeignKeyConstraint(
            ["sitting_id", "person_id"],
            ["roster.sitting_id", "roster.person_id"],
            name="fk_written_ballots_sitting_id_person_id",
        ),
    )
    op.create_table(
        "open_votes",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sitting_id", "round", "nomination_id", "person_id", name="pk_open_votes"),
        sa.ForeignKeyConstraint(
            ["sitting_id", "person_id"],
            ["roster.sitting_id", "roster.person_id"],
            name="fk_open_votes_sitting_id_person_id",
        ),
    )
