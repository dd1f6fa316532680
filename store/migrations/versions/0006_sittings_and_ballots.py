"""Periods, and their sittings with rosters, candidates and ballots.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "periods",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("candidates_close_at", INSTANT, nullable=False),
        sa.Column("votes_open_at", INSTANT, nullable=False),
        sa.Column("votes_close_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("summary", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_periods"),
        sa.UniqueConstraint("programme", "stage", "period", name="uq_periods_programme_stage_period"),
    )

    op.create_table(
        "sittings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("period_id", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("council_id", sa.String()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("candidates_close_at", INSTANT, nullable=False),
        sa.Column("votes_open_at", INSTANT, nullable=False),
        sa.Column("votes_close_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT),
        sa.Column("edition", sa.String()),
        sa.Column("policy", JSON),
        sa.Column("public_key", sa.LargeBinary()),
        sa.Column("key_id", sa.String()),
        sa.Column("members", sa.Integer()),
        sa.Column("opened_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("outcome", JSON),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("calendar_edition", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_sittings"),
        sa.UniqueConstraint(
            "programme", "stage", "unit_id", "period", name="uq_sittings_programme_stage_unit_id_period"
        ),
    )
    op.create_index("ix_sittings_period_id", "sittings", ["period_id"])
    op.create_index("ix_sittings_council_id", "sittings", ["council_id"])
    op.create_index("ix_sittings_status_votes_close_at", "sittings", ["status", "votes_close_at"])
    op.create_index("ix_sittings_unit_id_votes_open_at", "sittings", ["unit_id", "votes_open_at"])
    op.create_index("ix_sittings_votes_open_at_id", "sittings", ["votes_open_at", "id"])

    op.create_table(
        "roster",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("category", sa.String()),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("has_voted_at", INSTANT),
        sa.Column("mode", sa.String()),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name="fk_roster_sitting_id"),
        sa.PrimaryKeyConstraint("sitting_id", "person_id", name="pk_roster"),
    )
    op.create_index("ix_roster_person_id", "roster", ["person_id"])

    op.create_table(
        "candidates",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String()),
        sa.Column("rank", sa.Integer()),
        sa.Column("ayes", sa.Integer()),
        sa.Column("noes", sa.Integer()),
        sa.Column("abstentions", sa.Integer()),
        sa.Column("recused", sa.Integer()),
        sa.Column("base", sa.Integer()),
        sa.Column("needed", sa.Integer()),
        sa.Column("because", JSON),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name="fk_candidates_sitting_id"),
        sa.PrimaryKeyConstraint("sitting_id", "round", "nomination_id", name="pk_candidates"),
        sa.UniqueConstraint("sitting_id", "round", "position", name="uq_candidates_sitting_id_round_position"),
    )
    op.create_index("ix_candidates_nomination_id", "candidates", ["nomination_id"])

    op.create_table(
        "recusals",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id", "person_id"],
            ["roster.sitting_id", "roster.person_id"],
            name="fk_recusals_sitting_id_person_id",
        ),
        sa.PrimaryKeyConstraint("sitting_id", "person_id", "nomination_id", name="pk_recusals"),
    )

    op.create_table(
        "ballots",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cast_on", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id", "person_id"],
            ["roster.sitting_id", "roster.person_id"],
            name="fk_ballots_sitting_id_person_id",
        ),
        sa.PrimaryKeyConstraint("sitting_id", "round", "person_id", name="pk_ballots"),
        sqlite_with_rowid=False,
    )

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
