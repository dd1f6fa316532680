"""What is never rewritten: the ledger, the audit chain, the editions of the rules, and what this instance is.

Triggers refuse UPDATE and DELETE on `events` and `audit` (see the first migration).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from store.tables.schema import metadata
from store.types import UtcDateTime, type_of_json, type_of_serial


class _Events(TypedColumns):
    stream: Named[str]  # a nomination's, sitting's or period's id
    number: Named[int]  # 1, 2, 3... without a gap
    kind: Named[str]
    at: Named[datetime] = Column(UtcDateTime)
    actor_id: Named[str | None]  # None: time alone
    body: Named[dict[str, Any]] = Column(type_of_json)
    content_hash: Named[str]
    epoch: Named[str]
    run_id: Named[str]


events = Table("events", metadata, _Events, PrimaryKeyConstraint("stream", "number"))


class _Audit(TypedColumns):
    seq: Named[int] = Column(type_of_serial, primary_key=True, autoincrement=False)
    at: Named[datetime] = Column(UtcDateTime)
    actor_id: Named[str | None]
    action: Named[str]
    object: Named[str]
    detail: Named[dict[str, Any]] = Column(type_of_json)
    before_hash: Named[str | None]
    after_hash: Named[str | None]
    prev_hash: Named[str]
    entry_hash: Named[str] = Column(unique=True)


audit = Table("audit", metadata, _Audit, Index(None, "object"))


class _Editions(TypedColumns):
    hash: Named[str] = Column(primary_key=True)
    programme: Named[str]
    content: Named[dict[str, Any]] = Column(type_of_json)
    in_force_from: Named[date]
    adopted_at: Named[datetime] = Column(UtcDateTime)
    adopted_by: Named[str]
    note: Named[str | None]
    running: Named[
        str | None
    ]  # pin: what had begun before it keeps the edition before; None or another: see rule_changes


editions = Table("editions", metadata, _Editions, Index(None, "programme", "in_force_from"))


class _Meta(TypedColumns):
    key: Named[str] = Column(primary_key=True)
    value: Named[str] = Column(Text)


meta = Table("meta", metadata, _Meta)
