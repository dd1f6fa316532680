"""What is to be told: planned reminders and the outbox. Each is there once, by its dedupe key, if planned twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Named, Table, TypedColumns

from store.tables.schema import metadata
from store.types import UtcDateTime, type_of_json, type_of_serial


class _Outbox(TypedColumns):
    id: Named[int] = Column(type_of_serial, primary_key=True)
    dedupe: Named[str] = Column(unique=True)
    to_person_id: Named[str]
    kind: Named[str]
    params: Named[dict[str, Any]] = Column(type_of_json)
    about: Named[str | None]
    created_at: Named[datetime] = Column(UtcDateTime)
    state: Named[str]  # queued | sent | suppressed | failed
    attempts: Named[int] = Column(default=0)
    sent_at: Named[datetime | None] = Column(UtcDateTime)
    because: Named[str | None]


outbox = Table(
    "outbox", metadata, _Outbox, Index(None, "state", "id"), Index(None, "to_person_id"), Index(None, "about")
)


class _Reminders(TypedColumns):
    id: Named[int] = Column(type_of_serial, primary_key=True)
    dedupe: Named[str] = Column(unique=True)
    about: Named[str]  # a nomination's or sitting's id
    obligation: Named[str]  # what is owed (store.reminders)
    kind: Named[str]  # first | next | final | escalate
    role: Named[str | None]
    unit_id: Named[str | None]
    person_id: Named[str | None]
    at: Named[datetime] = Column(UtcDateTime)
    state: Named[str]  # planned | sent | suppressed
    because: Named[str | None]
    decided_at: Named[datetime | None] = Column(UtcDateTime)


reminders = Table("reminders", metadata, _Reminders, Index(None, "state", "at"), Index(None, "about", "state"))
