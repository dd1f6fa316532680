"""Under which terms every nomination stood in every stage, for ever; and the editions of calendars."""

from datetime import datetime

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from store.tables.schema import metadata
from store.types import UtcDateTime, type_of_json, type_of_serial


class _Terms(TypedColumns):
    nomination_id: Named[str]
    number: Named[int]  # of the event after which they hold
    stage: Named[str]
    at: Named[datetime] = Column(UtcDateTime)
    edition: Named[str]
    calendar_edition: Named[str]
    exceptions: Named[list[int]] = Column(type_of_json)
    due_at: Named[datetime | None] = Column(UtcDateTime)


terms = Table("terms", metadata, _Terms, PrimaryKeyConstraint("nomination_id", "number"))


class _CalendarEditions(TypedColumns):
    number: Named[int] = Column(type_of_serial, primary_key=True)  # the highest of a calendar counts
    hash: Named[str]  # can come twice: an older edition may be adopted again
    calendar: Named[str]
    content: Named[str] = Column(Text)  # canonical JSON, the library's days included
    adopted_at: Named[datetime] = Column(UtcDateTime)
    adopted_by: Named[str]
    note: Named[str | None]


calendar_editions = Table("calendar_editions", metadata, _CalendarEditions, Index(None, "hash"))
