"""Who may knock, and what was answered the first time. No token is kept, only its hash."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Named, PrimaryKeyConstraint, Table, TypedColumns

from store.tables.schema import metadata
from store.types import UtcDateTime, type_of_json


class _Tokens(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    person_id: Named[str] = Column(ForeignKey("people.id"))
    hash: Named[str] = Column(unique=True)
    label: Named[str]
    created_at: Named[datetime] = Column(UtcDateTime)
    expires_at: Named[datetime | None] = Column(UtcDateTime)
    revoked_at: Named[datetime | None] = Column(UtcDateTime)
    last_used_at: Named[datetime | None] = Column(UtcDateTime)
    scope: Named[Any | None] = Column(type_of_json)  # words of `rules.rights.scope_of`; None: everything


tokens = Table("tokens", metadata, _Tokens, Index(None, "person_id"))


class _Idempotency(TypedColumns):
    key: Named[str]
    person_id: Named[str]
    route: Named[str]
    request_hash: Named[str]
    status: Named[int | None]  # None: the first request is still at work
    body: Named[Any | None] = Column(type_of_json)
    created_at: Named[datetime] = Column(UtcDateTime)


idempotency = Table(
    "idempotency", metadata, _Idempotency, PrimaryKeyConstraint("person_id", "key"), Index(None, "created_at")
)


class _Feeds(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    person_id: Named[str] = Column(ForeignKey("people.id"))
    hash: Named[str] = Column(unique=True)
    created_at: Named[datetime] = Column(UtcDateTime)
    revoked_at: Named[datetime | None] = Column(UtcDateTime)


feeds = Table("feeds", metadata, _Feeds, Index(None, "person_id"))
"""Secrets that open one person's calendar of deadlines and nothing else."""
