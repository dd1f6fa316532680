"""The first tables, the word index, and the triggers that keep what must not be rewritten.

Revision ID: 0001
Revises:
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

KEPT = {"audit": ("UPDATE", "DELETE"), "events": ("UPDATE", "DELETE"), "entries": ("DELETE",)}

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
# Readers keep the tree of units until this mark changes.
UNITS_SQLITE = tuple(
    f"CREATE TRIGGER units_{act.lower()} AFTER {act} ON units BEGIN"
    " INSERT INTO meta(key, value) VALUES ('units', hex(randomblob(8)))"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value; END"
    for act in ("INSERT", "UPDATE", "DELETE")
)
UNITS_POSTGRESQL = (
    "CREATE FUNCTION units_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " INSERT INTO meta(key, value) VALUES ('units', gen_random_uuid()::text)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value; RETURN NULL; END $$",
    "CREATE TRIGGER units_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON units"
    " FOR EACH STATEMENT EXECUTE FUNCTION units_changed()",
)
WORDS_POSTGRESQL = ("CREATE INDEX nominations_words ON nominations USING gin (to_tsvector('simple', search))",)


def upgrade() -> None:
    create_tables()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in WORDS_SQLITE + UNITS_SQLITE if sqlite else WORDS_POSTGRESQL + UNITS_POSTGRESQL:
        op.execute(statement)
    for table, acts in KEPT.items():
        keep_on_sqlite(table, acts) if sqlite else keep_on_postgresql(table, acts)
    meta = sa.table("meta", sa.column("key"), sa.column("value"))
    op.bulk_insert(meta, [{"key": "instance", "value": uuid4().hex}, {"key": "epoch", "value": uuid4().hex}])


def keep_on_sqlite(table: str, acts: tuple[str, ...]) -> None:
    for act in acts:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is never rewritten'); END"
        )


def keep_on_postgresql(table: str, acts: tuple[str, ...]) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{table} is never rewritten'; END $$"
    )
    # A statement trigger refuses TRUNCATE too, and even what would touch no row.
    op.execute(
        f"CREATE TRIGGER {table}_refuse BEFORE {' OR '.join((*acts, 'TRUNCATE'))} ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def create_tables() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", SERIAL, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.String()),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("before_hash", sa.String()),
        sa.Column("after_hash", sa.String()),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("entry_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sa.UniqueConstraint("entry_hash", name="uq_audit_entry_hash"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_object", "audit", ["object"])

    op.create_table(
        "books",
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("book", "unit_id", "year", name="pk_books"),
    )
    op.create_table(
        "editions",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("adopted_at", INSTANT, nullable=False),
        sa.Column("adopted_by", sa.String(), nullable=False),
        sa.Column("note", sa.String()),
        sa.PrimaryKeyConstraint("hash", name="pk_editions"),
    )
    op.create_index("ix_editions_programme_in_force_from", "editions", ["programme", "in_force_from"])

    op.create_table(
        "entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("sitting_id", sa.String()),
        sa.Column("decision_no", sa.String()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("book", "nomination_id", name="uq_entries_book_nomination_id"),
        sa.UniqueConstraint("book", "unit_id", "year", "number", name="uq_entries_book_unit_id_year_number"),
    )
    op.create_index("ix_entries_nomination_id", "entries", ["nomination_id"])
    op.create_index("ix_entries_recorded_at_id", "entries", ["recorded_at", "id"])

    op.create_table(
        "events",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.String()),
        sa.Column("body", JSON, nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "number", name="pk_events"),
    )
    op.create_index("ix_events_at", "events", ["at"])

    op.create_table(
        "honours",
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "nomination_id", name="pk_honours"),
    )
    op.create_table(
        "idempotency",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("body", JSON),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"])

    op.create_table(
        "meta",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
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
    op.create_index("ix_nominations_assignee_id", "nominations", ["assignee_id"])
    op.create_index("ix_nominations_author_id_logged_at_id", "nominations", ["author_id", "logged_at", "id"])
    op.create_index(
        "ix_nominations_council_unit_id_stage_logged_at", "nominations", ["council_unit_id", "stage", "logged_at"]
    )
    op.create_index("ix_nominations_deed_on_id", "nominations", ["deed_on", "id"])
    op.create_index("ix_nominations_logged_at_id", "nominations", ["logged_at", "id"])
    op.create_index("ix_nominations_sitting_id", "nominations", ["sitting_id"])
    op.create_index("ix_nominations_board", "nominations", ["stage", "status", "due_at", "stage_since", "unit_id"])
    op.create_index(
        "ix_nominations_running",
        "nominations",
        ["due_at", "id"],
        sqlite_where=sa.text("status <> 'ended'"),
        postgresql_where=sa.text("status <> 'ended'"),
    )
    op.create_index("ix_nominations_unit_id_logged_at_id", "nominations", ["unit_id", "logged_at", "id"])
    op.create_index("ix_nominations_updated_at_id", "nominations", ["updated_at", "id"])
    op.create_index(
        "ix_nominations_waits_for_unit_id_waits_for_role_status",
        "nominations",
        ["waits_for_unit_id", "waits_for_role", "status"],
    )

    op.create_table(
        "outbox",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("dedupe", sa.String(), nullable=False),
        sa.Column("to_person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("params", JSON, nullable=False),
        sa.Column("about", sa.String()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("because", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe", name="uq_outbox_dedupe"),
    )
    op.create_index("ix_outbox_about", "outbox", ["about"])
    op.create_index("ix_outbox_state_id", "outbox", ["state", "id"])
    op.create_index("ix_outbox_to_person_id", "outbox", ["to_person_id"])

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
        "reminders",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("dedupe", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String()),
        sa.Column("unit_id", sa.String()),
        sa.Column("person_id", sa.String()),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("because", sa.String()),
        sa.Column("decided_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("dedupe", name="uq_reminders_dedupe"),
    )
    op.create_index("ix_reminders_about_state", "reminders", ["about", "state"])
    op.create_index("ix_reminders_state_at", "reminders", ["state", "at"])

    op.create_table(
        "reports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("period_id", sa.String(), nullable=False),
        sa.Column("to_unit_id", sa.String(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_period_id", "reports", ["period_id"])
    op.create_index("ix_reports_to_unit_id_made_at", "reports", ["to_unit_id", "made_at"])

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
        "units",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name_vi", sa.String(), nullable=False),
        sa.Column("name_en", sa.String()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String()),
        sa.Column("cluster", sa.String()),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("successor_id", sa.String()),
        sa.Column("source", sa.String()),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["units.id"], name="fk_units_parent_id", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["units.id"], name="fk_units_successor_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
    )
    op.create_index("ix_units_parent_id", "units", ["parent_id"])
    op.create_index("ix_units_successor_id", "units", ["successor_id"])

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
        "councils",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("stage_council", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_councils_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_councils"),
    )
    op.create_index("ix_councils_unit_id_stage_council", "councils", ["unit_id", "stage_council"], unique=True)

    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("active_from", sa.Date()),
        sa.Column("active_to", sa.Date()),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_people_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("number", name="uq_people_number"),
    )
    op.create_index("ix_people_unit_id", "people", ["unit_id"])

    op.create_table(
        "roster",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("has_voted_at", INSTANT),
        sa.Column("mode", sa.String()),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name="fk_roster_sitting_id"),
        sa.PrimaryKeyConstraint("sitting_id", "person_id", name="pk_roster"),
    )
    op.create_index("ix_roster_person_id", "roster", ["person_id"])

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
        "deputies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("deputy_id", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("reason", sa.String()),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name="fk_deputies_deputy_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_deputies_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deputies"),
    )
    op.create_index("ix_deputies_deputy_id", "deputies", ["deputy_id"])
    op.create_index("ix_deputies_person_id", "deputies", ["person_id"])

    op.create_table(
        "grants",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_grants_person_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_grants_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
    )
    op.create_index("ix_grants_person_id", "grants", ["person_id"])
    op.create_index("ix_grants_unit_id_role", "grants", ["unit_id", "role"])

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
        "seats",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("council_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name="fk_seats_council_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_seats_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_seats"),
    )
    op.create_index("ix_seats_council_id", "seats", ["council_id"])
    op.create_index("ix_seats_person_id", "seats", ["person_id"])

    op.create_table(
        "tokens",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("revoked_at", INSTANT),
        sa.Column("last_used_at", INSTANT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_tokens_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("hash", name="uq_tokens_hash"),
    )
    op.create_index("ix_tokens_person_id", "tokens", ["person_id"])
