"""Where every nomination stands: the read model that projection moves and pages ask.

The words of `search` are indexed by `nominations_words`, which each database keeps in its own way (migration 0005).

No foreign keys to other themes: an event that happened must always find its row, whichever workflow's news comes first.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns, text

from store.tables.schema import metadata
from store.types import UtcDateTime, type_of_json, type_of_serial


class _Nominations(TypedColumns):
    serial: Named[int] = Column(type_of_serial, primary_key=True)  # SQLite's word index points at it
    id: Named[str] = Column(unique=True)
    programme: Named[str]
    unit_id: Named[str]
    council_unit_id: Named[str | None]
    author_id: Named[str]
    honoured: Named[list[str]] = Column(type_of_json)
    subject: Named[str]  # individual | collective
    title: Named[str] = Column(Text)
    story: Named[str] = Column(Text)
    place: Named[str | None] = Column(Text)
    deed_on: Named[date]
    category: Named[str | None]
    beneficiaries: Named[int | None]
    value_vnd: Named[int | None] = Column(BigInteger)
    source_url: Named[str | None] = Column(Text)
    award: Named[str | None]  # as it stands: proposed, or changed on the way
    reward_vnd: Named[int | None] = Column(BigInteger)
    scores: Named[list[dict[str, Any]] | None] = Column(type_of_json)  # every sheet that was filled (rules.events)
    score: Named[int | None]  # the points of the last one, which stands,
    score_of: Named[int | None]  # of so many,
    band: Named[str | None]  # and what that is called
    is_sample: Named[bool] = Column(default=False)
    logged_at: Named[datetime] = Column(UtcDateTime)
    stage: Named[str]
    stage_since: Named[datetime] = Column(UtcDateTime)
    status: Named[str]  # open | returned | held | ended
    outcome: Named[str | None]
    tries: Named[int] = Column(default=0)
    recommender_id: Named[str | None]
    waits_for_role: Named[str | None]
    waits_for_unit_id: Named[str | None]
    assignee_id: Named[str | None]
    due_at: Named[datetime | None] = Column(UtcDateTime)
    held_at: Named[datetime | None] = Column(UtcDateTime)  # since when its clock stands still
    override_by: Named[str | None]  # who asks to pass over whoever stays silent; a second person decides
    edition: Named[str | None]
    entry: Named[dict[str, Any] | None] = Column(type_of_json)  # the terms of the stage (rules.entries), to rebuild it
    number: Named[int]  # of the last event projected
    epoch: Named[str]
    sitting_id: Named[str | None]  # the sitting it is or was last before
    rank: Named[int | None]
    search: Named[str] = Column(Text, default="")  # folded (store.folding)
    updated_at: Named[datetime] = Column(UtcDateTime)


_RUNS = text("status <> 'ended'")
_IS_UNDATED = text("entry IS NULL AND status <> 'ended'")
_IS_GIVEN = text("assignee_id IS NOT NULL")
_IS_HELD, _IS_ASKED, _IS_OPEN = text("status = 'held'"), text("override_by IS NOT NULL"), text("status = 'open'")

nominations = Table(
    "nominations",
    metadata,
    _Nominations,
    Index(None, "logged_at", "id"),
    Index(None, "updated_at", "id"),
    Index("ix_nominations_deed_on_id", "deed_on", "id", "programme", "unit_id"),  # the last two only to be counted
    Index("ix_nominations_running", "due_at", "id", sqlite_where=_RUNS, postgresql_where=_RUNS),
    Index(None, "stage"),
    Index(  # has all that the board asks of what runs
        "ix_nominations_board", "unit_id", "stage", "due_at", "stage_since", sqlite_where=_RUNS, postgresql_where=_RUNS
    ),
    Index(None, "unit_id", "logged_at", "id"),
    Index(None, "council_unit_id", "stage", "logged_at"),
    Index(None, "author_id", "logged_at", "id"),
    Index(None, "waits_for_unit_id", "waits_for_role", "status"),
    Index(None, "assignee_id", sqlite_where=_IS_GIVEN, postgresql_where=_IS_GIVEN),
    Index(None, "sitting_id"),
    # What may be stuck is found by these; they hold few rows, or only those that run.
    Index("ix_nominations_undated", "stage_since", sqlite_where=_IS_UNDATED, postgresql_where=_IS_UNDATED),
    Index("ix_nominations_held", "held_at", sqlite_where=_IS_HELD, postgresql_where=_IS_HELD),
    Index("ix_nominations_override_by", "override_by", sqlite_where=_IS_ASKED, postgresql_where=_IS_ASKED),
    Index(
        "ix_nominations_before_council",
        "stage",
        "council_unit_id",
        "programme",
        "waits_for_role",
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    ),
)


class _Honours(TypedColumns):
    nomination_id: Named[str]
    person_id: Named[str]


honours = Table("honours", metadata, _Honours, PrimaryKeyConstraint("person_id", "nomination_id"))
"""Whom a nomination honours, as rows: so that "mine" is asked by index, not by reading JSON."""
