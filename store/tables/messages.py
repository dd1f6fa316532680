"""What is to be told: planned reminders, the outbox, and its deliveries. Each is there once, by its dedupe key.

The outbox is everybody's inbox too; a delivery is one message on its way through one channel that leaves the house.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Named,
    PrimaryKeyConstraint,
    Table,
    TypedColumns,
    UniqueConstraint,
)

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
    state: Named[str]  # queued | sent | suppressed
    sent_at: Named[datetime | None] = Column(UtcDateTime)
    because: Named[str | None]
    read_at: Named[datetime | None] = Column(UtcDateTime)


outbox = Table("outbox", metadata, _Outbox, Index(None, "state", "id"), Index(None, "to_person_id", "id"))


class _Deliveries(TypedColumns):
    id: Named[int] = Column(type_of_serial, primary_key=True)
    message_id: Named[int] = Column(type_of_serial, ForeignKey("outbox.id"))
    channel: Named[str]  # mail | webhook | apprise
    state: Named[str]  # queued | sending | sent | suppressed | failed
    attempts: Named[int] = Column(default=0)
    next_at: Named[datetime] = Column(UtcDateTime)  # while sending: when it is taken for lost
    because: Named[str | None]
    sent_at: Named[datetime | None] = Column(UtcDateTime)


deliveries = Table(
    "deliveries",
    metadata,
    _Deliveries,
    UniqueConstraint("message_id", "channel"),
    Index(None, "channel", "state", "next_at"),
)


class _Reminders(TypedColumns):
    id: Named[int] = Column(type_of_serial, primary_key=True)
    dedupe: Named[str] = Column(unique=True)
    about: Named[str]  # a nomination's or sitting's id
    obligation: Named[str]  # what is owed (store.reminders)
    kind: Named[str]  # first | next | final | escalate | escalated
    programme: Named[str | None]  # whose quiet hours hold; None: nobody's
    due_at: Named[datetime | None] = Column(UtcDateTime)  # the deadline it reminds of
    role: Named[str | None]
    unit_id: Named[str | None]
    person_id: Named[str | None]
    at: Named[datetime] = Column(UtcDateTime)
    state: Named[str]  # planned | sent | suppressed
    because: Named[str | None]
    decided_at: Named[datetime | None] = Column(UtcDateTime)


reminders = Table("reminders", metadata, _Reminders, Index(None, "state", "at"), Index(None, "about", "state"))


class _Snoozes(TypedColumns):
    person_id: Named[str]
    about: Named[str]
    until: Named[datetime] = Column(UtcDateTime)
    made_at: Named[datetime] = Column(UtcDateTime)


snoozes = Table("snoozes", metadata, _Snoozes, PrimaryKeyConstraint("person_id", "about"))
"""Who wants to be reminded of something only later."""
