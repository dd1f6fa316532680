"""Changes of the rules on their way, and what each of them does to what runs: one row a nomination or sitting."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from store.tables.schema import metadata
from store.types import UtcDateTime, type_of_json


class _RuleChanges(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    programme: Named[str]  # or the name of the calendar
    phase: Named[str]  # draft until its workflow has it, then as rules.rule_changes says
    text: Named[str] = Column(Text)  # the file as it was handed in
    cases: Named[str | None] = Column(Text)  # the decided cases beside it
    base: Named[str]  # the edition that was in force when it was proposed
    edition: Named[str | None]  # the edition it has become
    in_force_from: Named[date]
    starts_at: Named[datetime] = Column(UtcDateTime)
    running: Named[str]  # pin | next stage | now
    because: Named[str] = Column(Text)
    proposed_by: Named[str]
    proposed_at: Named[datetime] = Column(UtcDateTime)
    refused: Named[list[str] | None] = Column(type_of_json)
    decided_by: Named[str | None]
    decided_at: Named[datetime | None] = Column(UtcDateTime)
    decided_because: Named[str | None] = Column(Text)
    finished_at: Named[datetime | None] = Column(UtcDateTime)
    number: Named[int] = Column(default=0)  # of the last event projected
    kind: Named[str] = Column(default="programme")  # programme | calendar
    content: Named[str | None] = Column(Text)  # of a calendar: canonical JSON, the library's days as they were seen


rule_changes = Table(
    "rule_changes", metadata, _RuleChanges, Index(None, "programme", "phase"), Index(None, "proposed_at", "id")
)


class _Adoptions(TypedColumns):
    change_id: Named[str] = Column(ForeignKey("rule_changes.id"))
    about: Named[str]  # a nomination's or sitting's id
    kind: Named[str]  # nomination | sitting
    state: Named[str]  # planned | moved | kept | failed
    because: Named[str | None]  # why it was kept or failed, a code
    moves: Named[dict[str, Any] | None] = Column(type_of_json)  # instant → [before, after]
    attempts: Named[int] = Column(default=0)
    at: Named[datetime | None] = Column(UtcDateTime)


adoptions = Table(
    "adoptions",
    metadata,
    _Adoptions,
    PrimaryKeyConstraint("change_id", "about"),
    Index(None, "change_id", "state", "attempts", "about"),
)
