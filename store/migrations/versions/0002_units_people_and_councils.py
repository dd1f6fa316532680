"""Units, people, their offices, and the councils they sit in.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

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


def upgrade() -> None:
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
        "seats",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("council_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("category", sa.String()),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name="fk_seats_council_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_seats_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_seats"),
    )
    op.create_index("ix_seats_council_id", "seats", ["council_id"])
    op.create_index("ix_seats_person_id", "seats", ["person_id"])

    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in UNITS_SQLITE if sqlite else UNITS_POSTGRESQL:
        op.execute(statement)
