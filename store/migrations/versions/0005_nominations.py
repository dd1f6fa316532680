"""Nominations with their word index, the terms they stood under, their evidence; drafts of log entries.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

WORDS_SQLITE = (
    "CREATE VIRTUAL TABLE nominations_words USING fts5(search, content='nominations', content_rowid='serial',"
    " tokenize='unicode61 remove_diacritics 0', prefix='2 3', detail='none', columnsize=0)",
    "CREATE TRIGGER nominations_words_come AFTER INSERT ON nominations BEGIN"
    " INSERT INTO nominations_words(rowid, search) VALUES (new.serial, new.search); END",
    "CREATE TRIGGER nominations_words_go AFTER DELETE ON nominations BEGIN"
    " INSERT INTO nominations_words(nominations_words, rowid, search) VALUES ('delete', old.serial, old.search); END",
    "CREATE TRIGGER nominations_words_change AFTER UPDATE OF search ON nominations WHEN new.search <> old.search BEGIN"
    " INSERT INTO nominations_words(nominations_words, rowid, search) VALUES ('delete', old.serial, old.search);"
    " INSERT INTO nominations_words(rowid, search) VALUES (new.serial, new.search); END",
)
WORDS_POSTGRESQL = ("CREATE INDEX nominations_words ON nominations USING gin (to_tsvector('simple', search))",)


def upgrade() -> None:
    op.create_table(
        "nominations",
        sa.Column("serial", SERIAL, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("council_unit_id", sa.String()),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("honoured", JSON, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("deed_on", sa.Date(), nullable=False),
        sa.Column("category", sa.String()),
        sa.Column("beneficiaries", sa.Integer()),
        sa.Column("value_vnd", sa.BigInteger()),
        sa.Column("source_url", sa.Text()),
        sa.Column("award", sa.String()),
        sa.Column("reward_vnd", sa.BigInteger()),
        sa.Column("scores", JSON),
        sa.Column("score", sa.Integer()),
        sa.Column("score_of", sa.Integer()),
        sa.Column("band", sa.String()),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("logged_at", INSTANT, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("stage_since", INSTANT, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("outcome", sa.String()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("recommender_id", sa.String()),
        sa.Column("waits_for_role", sa.String()),
        sa.Column("waits_for_unit_id", sa.String()),
        sa.Column("assignee_id", sa.String()),
        sa.Column("due_at", INSTANT),
        sa.Column("held_at", INSTANT),
        sa.Column("override_by", sa.String()),
        sa.Column("edition", sa.String()),
        sa.Column("entry", JSON),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("sitting_id", sa.String()),
        sa.Column("rank", sa.Integer()),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_nominations"),
        sa.UniqueConstraint("id", name="uq_nominations_id"),
    )
    op.create_index("ix_nominations_author_id_logged_at_id", "nominations", ["author_id", "logged_at", "id"])
    op.create_index(
        "ix_nominations_council_unit_id_stage_logged_at", "nominations", ["council_unit_id", "stage", "logged_at"]
    )
    op.create_index("ix_nominations_deed_on_id", "nominations", ["deed_on", "id", "programme", "unit_id"])
    op.create_index("ix_nominations_logged_at_id", "nominations", ["logged_at", "id"])
    op.create_index("ix_nominations_sitting_id", "nominations", ["sitting_id"])
    op.create_index("ix_nominations_stage", "nominations", ["stage"])
    op.create_index("ix_nominations_unit_id_logged_at_id", "nominations", ["unit_id", "logged_at", "id"])
    op.create_index("ix_nominations_updated_at_id", "nominations", ["updated_at", "id"])
    op.create_index(
        "ix_nominations_waits_for_unit_id_waits_for_role_status",
        "nominations",
        ["waits_for_unit_id", "waits_for_role", "status"],
    )
    for name, columns, rows in (
        ("ix_nominations_running", ["due_at", "id"], "status <> 'ended'"),
        ("ix_nominations_board", ["unit_id", "stage", "due_at", "stage_since"], "status <> 'ended'"),
        ("ix_nominations_assignee_id", ["assignee_id"], "assignee_id IS NOT NULL"),
        ("ix_nominations_undated", ["stage_since"], "entry IS NULL AND status <> 'ended'"),
        ("ix_nominations_held", ["held_at"], "status = 'held'"),
        ("ix_nominations_override_by", ["override_by"], "override_by IS NOT NULL"),
        ("ix_nominations_before_council", ["stage", "council_unit_id", "programme", "waits_for_role"], "status = 'open'"),
    ):
        op.create_index(name, "nominations", columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))

    op.create_table(
        "honours",
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "nomination_id", name="pk_honours"),
    )

    op.create_table(
        "terms",
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("calendar_edition", sa.String(), nullable=False),
        sa.Column("exceptions", JSON, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.PrimaryKeyConstraint("nomination_id", "number", name="pk_terms"),
    )

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

    op.create_table(
        "log_drafts",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_log_drafts"),
    )

    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in WORDS_SQLITE if sqlite else WORDS_POSTGRESQL:
        op.execute(statement)
