"""Periods, their sittings, and the ballots. A ballot's choices are sealed, and its row tells no hour."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Named,
    PrimaryKeyConstraint,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from store.tables.schema import metadata
from store.types import UtcDateTime, type_of_json


class _Periods(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    programme: Named[str]
    stage: Named[str]
    period: Named[str]  # 2026-11 | 2026-Q4 | 2026
    edition: Named[str]
    opens_at: Named[datetime] = Column(UtcDateTime)
    candidates_close_at: Named[datetime] = Column(UtcDateTime)
    votes_open_at: Named[datetime] = Column(UtcDateTime)
    votes_close_at: Named[datetime] = Column(UtcDateTime)
    published_at: Named[datetime | None] = Column(UtcDateTime)
    status: Named[str]  # open | closed
    summary: Named[dict[str, Any] | None] = Column(type_of_json)


periods = Table("periods", metadata, _Periods, UniqueConstraint("programme", "stage", "period"))


class _Sittings(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    period_id: Named[str]
    programme: Named[str]
    stage: Named[str]
    unit_id: Named[str]
    period: Named[str]
    council_id: Named[str | None]
    status: Named[str]  # planned | open | closed | decided | none
    round: Named[int] = Column(default=1)
    candidates_close_at: Named[datetime] = Column(UtcDateTime)
    votes_open_at: Named[datetime] = Column(UtcDateTime)
    votes_close_at: Named[datetime] = Column(UtcDateTime)
    published_at: Named[datetime | None] = Column(UtcDateTime)
    edition: Named[str | None]
    policy: Named[dict[str, Any] | None] = Column(type_of_json)
    public_key: Named[bytes | None] = Column(LargeBinary)
    key_id: Named[str | None]
    members: Named[int | None]
    opened_at: Named[datetime | None] = Column(UtcDateTime)
    closed_at: Named[datetime | None] = Column(UtcDateTime)
    outcome: Named[dict[str, Any] | None] = Column(type_of_json)
    number: Named[int] = Column(default=0)  # of the last event projected
    calendar_edition: Named[str | None]  # on which its instants were worked out


sittings = Table(
    "sittings",
    metadata,
    _Sittings,
    UniqueConstraint("programme", "stage", "unit_id", "period"),
    Index(None, "period_id"),
    Index(None, "council_id"),
    Index(None, "unit_id", "votes_open_at"),
    Index(None, "status", "votes_close_at"),
    Index(None, "votes_open_at", "id"),
)


class _Roster(TypedColumns):
    sitting_id: Named[str] = Column(ForeignKey("sittings.id"))
    person_id: Named[str]
    post: Named[str]
    category: Named[str | None]
    voting: Named[bool]
    has_voted_at: Named[datetime | None] = Column(UtcDateTime)  # in the round under way
    mode: Named[str | None]  # present | written


roster = Table("roster", metadata, _Roster, PrimaryKeyConstraint("sitting_id", "person_id"), Index(None, "person_id"))


class _Candidates(TypedColumns):
    sitting_id: Named[str] = Column(ForeignKey("sittings.id"))
    nomination_id: Named[str]
    round: Named[int] = Column(default=1)
    position: Named[int]  # 0, 1, 2...: its byte in every ballot of the round
    outcome: Named[str | None]
    rank: Named[int | None]
    ayes: Named[int | None]
    noes: Named[int | None]
    abstentions: Named[int | None]
    recused: Named[int | None]
    base: Named[int | None]
    needed: Named[int | None]
    because: Named[list[Any] | None] = Column(type_of_json)


candidates = Table(
    "candidates",
    metadata,
    _Candidates,
    PrimaryKeyConstraint("sitting_id", "round", "nomination_id"),
    UniqueConstraint("sitting_id", "round", "position"),
    Index(None, "nomination_id"),
)


class _Recusals(TypedColumns):
    sitting_id: Named[str]
    person_id: Named[str]
    nomination_id: Named[str]
    reason: Named[str]
    by: Named[str]  # the member, or "rules" for a tie that the rules name


recusals = Table(
    "recusals",
    metadata,
    _Recusals,
    PrimaryKeyConstraint("sitting_id", "person_id", "nomination_id"),
    ForeignKeyConstraint(["sitting_id", "person_id"], ["roster.sitting_id", "roster.person_id"]),
)


class _Ballots(TypedColumns):
    sitting_id: Named[str]
    round: Named[int]
    person_id: Named[str]
    sealed: Named[bytes] = Column(LargeBinary)
    revision: Named[int]
    cast_on: Named[date]
    mode: Named[str]  # present | written


ballots = Table(
    "ballots",
    metadata,
    _Ballots,
    PrimaryKeyConstraint("sitting_id", "round", "person_id"),
    ForeignKeyConstraint(["sitting_id", "person_id"], ["roster.sitting_id", "roster.person_id"]),
    sqlite_with_rowid=False,  # rows lie in the order of the key, not of casting
)


class _WrittenBallots(TypedColumns):
    sitting_id: Named[str]
    round: Named[int]
    person_id: Named[str]  # the absent member
    mark: Named[str]  # tells whether a second reading says the same; without the house's secret it says nothing
    entered_by: Named[str]
    entered_on: Named[date]


written_ballots = Table(
    "written_ballots",
    metadata,
    _WrittenBallots,
    PrimaryKeyConstraint("sitting_id", "round", "person_id"),
    ForeignKeyConstraint(["sitting_id", "person_id"], ["roster.sitting_id", "roster.person_id"]),
)
"""Ballots on paper that one person has entered, until a second one has read the same."""


class _OpenVotes(TypedColumns):
    sitting_id: Named[str]
    round: Named[int]
    nomination_id: Named[str]
    person_id: Named[str]
    choice: Named[str]  # aye | no | abstention


open_votes = Table(
    "open_votes",
    metadata,
    _OpenVotes,
    PrimaryKeyConstraint("sitting_id", "round", "nomination_id", "person_id"),
    ForeignKeyConstraint(["sitting_id", "person_id"], ["roster.sitting_id", "roster.person_id"]),
)
"""Who votes how where the rules call for a show of hands; a secret vote has no line here."""
